namespace InfernoOrleans.Cli.Rest;

/// <summary>The answer to a deployment that was made.</summary>
internal sealed record DeployAnswer : ServerAnswer
{
    public required string DeploymentId { get; init; }

    public string? Message { get; init; }
}

/// <summary>The answer to a deletion.</summary>
internal sealed record DeleteAnswer : ServerAnswer
{
    public string? Message { get; init; }
}

/// <summary>One deployment, as lists show it.</summary>
internal sealed record DeploymentInfo : ServerAnswer
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public string? DeploymentType { get; init; }

    public string? Status { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}

/// <summary>How many processes and deployments there are, and how many compute nodes and tasks.</summary>
internal sealed record StatsAnswer : ServerAnswer
{
    public long TotalProcesses { get; init; }

    public long RunningProcesses { get; init; }

    public long TotalDeployments { get; init; }

    public IReadOnlyDictionary<string, long>? DeploymentsByType { get; init; }

    /// <summary>The answer of a route of its own; null where a server does not have it.</summary>
    public ComputeStats? Compute { get; init; }
}
