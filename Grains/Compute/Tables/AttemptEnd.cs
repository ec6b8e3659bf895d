namespace InfernoOrleans.Grains.Compute.Tables;

/// <summary>How an attempt ended, and what the task is then.</summary>
internal sealed record AttemptEnd
{
    public required AttemptId Id { get; init; }

    /// <summary>The state of the task from now on.</summary>
    public required string State { get; init; }

    /// <summary>Whether it counts among the attempts that may fail.</summary>
    public bool IsFailure { get; init; }

    /// <summary>The node to avoid from now on, where there is another.</summary>
    public string? FailedOn { get; init; }

    /// <summary>When the next attempt may begin, in milliseconds since 1970.</summary>
    public long NotBefore { get; init; }

    public string? Error { get; init; }

    /// <summary>When it began to run, if it did.</summary>
    public long? Started { get; init; }

    public long? Finished { get; init; }

    public double? ExecutionMs { get; init; }

    public string? ResultShape { get; init; }

    public byte[]? Result { get; init; }

    public string? Artifact { get; init; }

    /// <summary>What agents answered, as <see cref="StoredActivation"/> writes it.</summary>
    public string? Output { get; init; }

    /// <summary>It has not begun to run: another silo may have it.</summary>
    public static AttemptEnd Released(AttemptId id) => new() { Id = id, State = TaskState.Pending };
}
