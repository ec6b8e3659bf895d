using System.Text.Json.Serialization;

namespace InfernoOrleans.Cli.Rest;

/// <summary>A compute node to register.</summary>
internal sealed record NodeRequest(
    string Id, string Hostname, int Port, NodeCapabilities Capabilities, IReadOnlyDictionary<string, string>? Labels);

/// <summary>What a node has; those left null are not sent.</summary>
internal sealed record NodeCapabilities : ServerAnswer
{
    public double CpuCores { get; init; }

    /// <summary>In units of 2³⁰ bytes.</summary>
    public double MemoryGB { get; init; }

    public bool? GpuAvailable { get; init; }

    public long? MaxConcurrentTasks { get; init; }
}

/// <summary>How busy a node is: shares from 0 to 1, as measured.</summary>
internal sealed record NodeLoad : ServerAnswer
{
    public double? CpuUsage { get; init; }

    public double? MemoryUsage { get; init; }

    public long? ActiveTasks { get; init; }
}

/// <summary>The answer to a node that was registered.</summary>
internal sealed record NodeRegistered : ServerAnswer
{
    public required string NodeId { get; init; }

    public string? Message { get; init; }
}

/// <summary>One compute node and what it does now.</summary>
internal sealed record NodeInfo : ServerAnswer
{
    public required string Id { get; init; }

    public string? Hostname { get; init; }

    public int Port { get; init; }

    public string? Status { get; init; }

    public NodeCapabilities? Capabilities { get; init; }

    public NodeLoad? Load { get; init; }

    public string? Kind { get; init; }

    /// <summary>The silo that runs its tasks; null, also in what is printed, where there is none now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Silo { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}
