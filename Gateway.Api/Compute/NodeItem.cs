using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Gateway.Api.Compute;

/// <summary>A node was registered.</summary>
/// <param name="Success">Always true.</param>
/// <param name="NodeId">Its id.</param>
/// <param name="Message">A sentence for people.</param>
internal sealed record NodeRegisteredAnswer(bool Success, string NodeId, string Message);

/// <summary>A node and what it does now.</summary>
/// <param name="Id">What it is called.</param>
/// <param name="Hostname">Where it said it is.</param>
/// <param name="Port">Its port.</param>
/// <param name="Status"><c>Active</c>, <c>Busy</c> (all that it can run at one time runs), <c>Offline</c> or <c>Maintenance</c>.</param>
/// <param name="Capabilities">What it offers: what it claims, as far as its silo has it.</param>
/// <param name="Load">What was measured.</param>
/// <param name="Kind">
/// <c>Silo</c>: it registered itself. <c>Pinned</c>: bound to the silo whose address it named. <c>Virtual</c>: some silo runs its tasks.
/// </param>
/// <param name="Silo">The silo that runs its tasks; null where there is none now.</param>
/// <param name="Labels">By which tasks may choose it.</param>
internal sealed record NodeItem(
    string Id,
    string Hostname,
    int Port,
    NodeStatus Status,
    NodeCapabilitiesItem Capabilities,
    NodeLoadItem Load,
    NodeKind Kind,
    string? Silo,
    IReadOnlyDictionary<string, string> Labels)
{
    public static NodeItem From(NodeInfo info) => new(
        info.Id,
        info.Hostname,
        info.Port,
        info.Status,
        new NodeCapabilitiesItem(
            info.Capabilities.CpuCores, info.Capabilities.MemoryGB, info.Capabilities.GpuAvailable, info.Capabilities.MaxConcurrentTasks),
        new NodeLoadItem(Shares.Round(info.Load.CpuUsage), Shares.Round(info.Load.MemoryUsage), info.Load.ActiveTasks),
        info.Kind,
        info.Silo,
        info.Labels);
}

/// <summary>What a node offers.</summary>
/// <param name="CpuCores">Processors, in fractions.</param>
/// <param name="MemoryGB">Memory, in units of 2³⁰ bytes.</param>
/// <param name="GpuAvailable">Whether it has a GPU that tasks can use.</param>
/// <param name="MaxConcurrentTasks">The most tasks that run there at one time.</param>
internal sealed record NodeCapabilitiesItem(double CpuCores, double MemoryGB, bool GpuAvailable, long MaxConcurrentTasks);

/// <summary>How busy a node is, as measured.</summary>
/// <param name="CpuUsage">CPU time of its silo: 0 none, 1 all that it may use.</param>
/// <param name="MemoryUsage">The share of its silo's native memory that is reserved, 0 to 1.</param>
/// <param name="ActiveTasks">Tasks that it has and that have not ended.</param>
internal sealed record NodeLoadItem(double CpuUsage, double MemoryUsage, int ActiveTasks);
