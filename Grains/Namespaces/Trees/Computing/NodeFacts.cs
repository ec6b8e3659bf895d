using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Grains.Namespaces.Trees.Computing;

/// <summary><c>metadata</c> of a node, as <c>GET /inferno/compute/nodes/{id}</c> shows it.</summary>
internal sealed record NodeFacts(
    string Id,
    string Hostname,
    int Port,
    NodeStatus Status,
    NodeCapabilityFacts Capabilities,
    NodeLoadFacts Load,
    NodeKind Kind,
    string? Silo,
    IReadOnlyDictionary<string, string> Labels)
{
    public static NodeFacts From(NodeInfo info) => new(
        info.Id,
        info.Hostname,
        info.Port,
        info.Status,
        new NodeCapabilityFacts(
            info.Capabilities.CpuCores, info.Capabilities.MemoryGB, info.Capabilities.GpuAvailable, info.Capabilities.MaxConcurrentTasks),
        NodeLoadFacts.From(info.Load),
        info.Kind,
        info.Silo,
        info.Labels);
}

/// <summary>What a node offers.</summary>
internal sealed record NodeCapabilityFacts(double CpuCores, double MemoryGB, bool GpuAvailable, long MaxConcurrentTasks);

/// <summary>How busy a node is, as measured: shares from 0 to 1.</summary>
internal sealed record NodeLoadFacts(double CpuUsage, double MemoryUsage, int ActiveTasks)
{
    private const int Digits = 3;

    /// <summary>More digits would pretend to an accuracy that nobody has.</summary>
    public static NodeLoadFacts From(NodeLoad load) => new(Math.Round(load.CpuUsage, Digits), Math.Round(load.MemoryUsage, Digits), load.ActiveTasks);
}
