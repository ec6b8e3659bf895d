using System.Text.Json.Serialization;

namespace InfernoOrleans.Cli.Cluster;

/// <summary>What a process of the cluster is there for.</summary>
internal enum ProcessRole
{
    [JsonStringEnumMemberName("silo")]
    Silo,

    [JsonStringEnumMemberName("gateway")]
    Gateway,

    [JsonStringEnumMemberName("postgres")]
    Postgres,
}

/// <summary>How a process of the cluster is doing.</summary>
internal enum ProcessState
{
    /// <summary>Started, and has not said yet that it is ready.</summary>
    [JsonStringEnumMemberName("starting")]
    Starting,

    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Ended by itself; it is started again after a pause.</summary>
    [JsonStringEnumMemberName("restarting")]
    Restarting,

    [JsonStringEnumMemberName("stopped")]
    Stopped,
}

/// <summary>One process of the cluster, as it is at a moment.</summary>
internal sealed record ProcessRecord
{
    /// <summary>Stable over restarts: <c>silo-1</c>, <c>gateway</c>, <c>postgres</c>.</summary>
    public required string Name { get; init; }

    public required ProcessRole Role { get; init; }

    /// <summary>Null while there is no process.</summary>
    public int? Pid { get; init; }

    /// <summary>Where it listens on loopback, by what is spoken there.</summary>
    public required IReadOnlyDictionary<string, int> Ports { get; init; }

    public required ProcessState State { get; init; }

    /// <summary>How often it was started again since the cluster is up.</summary>
    public int Restarts { get; init; }

    /// <summary>When the process started; null while there is none.</summary>
    public DateTimeOffset? Started { get; init; }
}
