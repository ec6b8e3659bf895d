namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>What a node has.</summary>
/// <param name="CpuCores">Processors, in fractions.</param>
/// <param name="MemoryGB">Memory, in units of 2³⁰ bytes.</param>
/// <param name="GpuAvailable">Whether it has a GPU that tasks can use.</param>
/// <param name="MaxConcurrentTasks">The most tasks that run there at one time.</param>
[GenerateSerializer, Immutable, Alias("inferno.node-capabilities")]
public sealed record NodeCapabilities(
    [property: Id(0)] double CpuCores,
    [property: Id(1)] double MemoryGB,
    [property: Id(2)] bool GpuAvailable = false,
    [property: Id(3)] long MaxConcurrentTasks = 4);
