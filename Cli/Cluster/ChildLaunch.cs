namespace InfernoOrleans.Cli.Cluster;

/// <summary>How a process of the cluster is started, is known to be ready, and is asked to stop.</summary>
internal sealed record ChildLaunch
{
    public required string Name { get; init; }

    public required ProcessRole Role { get; init; }

    public required string Program { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Added to the environment. Secrets go here: other users can read command lines.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public required IReadOnlyDictionary<string, int> Ports { get; init; }

    /// <summary>Tells a line of standard error that is for its owner only, which the log therefore does not keep.</summary>
    public Predicate<string> IsSecret { get; init; } = _ => false;

    /// <summary>Whom the process runs as; null for the user that runs the supervisor.</summary>
    public UnixAccount? Account { get; init; }

    /// <summary>Runs before each start.</summary>
    public Func<CancellationToken, Task> PrepareAsync { get; init; } = _ => Task.CompletedTask;

    /// <summary>Completes with the id of the process that matters when that is ready.</summary>
    public required Func<ChildProcess, CancellationToken, Task<int>> ReadyAsync { get; init; }

    /// <summary>Asks the process to finish what it is doing and end.</summary>
    public required Action<ChildProcess> RequestStop { get; init; }
}
