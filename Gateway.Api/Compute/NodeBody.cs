namespace InfernoOrleans.Gateway.Api.Compute;

/// <summary>A compute node to register, or to register otherwise.</summary>
/// <param name="Id">What to call it.</param>
/// <param name="Hostname">Where it is. With the port, this may name a silo, to which the node is then bound.</param>
/// <param name="Port">Its port.</param>
/// <param name="Status"><c>Active</c> (default), <c>Busy</c>, which counts as that, <c>Maintenance</c> or <c>Offline</c>: it takes no tasks.</param>
/// <param name="Capabilities">What it has. Claims only lower what its silo has.</param>
/// <param name="Load">Not used: load is measured.</param>
/// <param name="Labels">By which tasks may choose it.</param>
internal sealed record NodeBody(
    string Id,
    string Hostname,
    long Port,
    string? Status,
    NodeCapabilitiesBody Capabilities,
    NodeLoadBody? Load,
    IReadOnlyDictionary<string, string>? Labels);

/// <summary>What a node has.</summary>
/// <param name="CpuCores">Processors, in fractions.</param>
/// <param name="MemoryGB">Memory, in units of 2³⁰ bytes.</param>
/// <param name="GpuAvailable">Whether it has a GPU that tasks can use (default false).</param>
/// <param name="MaxConcurrentTasks">The most tasks that run there at one time (default 4).</param>
internal sealed record NodeCapabilitiesBody(double CpuCores, double MemoryGB, bool? GpuAvailable, long? MaxConcurrentTasks);

/// <summary>What a node says of its load. It is not used.</summary>
/// <param name="CpuUsage">0 to 1.</param>
/// <param name="MemoryUsage">0 to 1.</param>
/// <param name="ActiveTasks">Tasks that run there.</param>
internal sealed record NodeLoadBody(double? CpuUsage, double? MemoryUsage, long? ActiveTasks);
