using System.Text.Json;
using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Grains.Compute.Tables;

/// <summary>A row of <c>compute_nodes</c>.</summary>
internal sealed record NodeRow
{
    public required string Id { get; init; }

    public required string Hostname { get; init; }

    public required int Port { get; init; }

    /// <summary>A <see cref="NodeKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>What its owner wants: <c>Active</c>, <c>Maintenance</c> or <c>Offline</c>.</summary>
    public required string Status { get; init; }

    /// <summary>As claimed, like the next three.</summary>
    public required double CpuCores { get; init; }

    public required double MemoryGB { get; init; }

    public required bool GpuAvailable { get; init; }

    public required int MaxConcurrentTasks { get; init; }

    /// <summary>A JSON object of texts.</summary>
    public required string Labels { get; init; }

    /// <summary>The name of the silo of a Silo or Pinned node, the address of the one that runs the tasks of a Virtual one now.</summary>
    public required string? Silo { get; init; }

    public required long Created { get; init; }

    public NodeKind NodeKind => Enum.Parse<NodeKind>(Kind);

    public IReadOnlyDictionary<string, string> ParseLabels() => JsonSerializer.Deserialize<Dictionary<string, string>>(Labels)!;

    public static string FormatLabels(IReadOnlyDictionary<string, string>? labels) =>
        JsonSerializer.Serialize(new SortedDictionary<string, string>(labels?.ToDictionary() ?? [], StringComparer.Ordinal));
}
