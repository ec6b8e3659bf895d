namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>How busy a node is, as measured.</summary>
/// <param name="CpuUsage">CPU time of its silo: 0 none, 1 all that it may use.</param>
/// <param name="MemoryUsage">The share of its silo's native memory that is reserved, 0 to 1.</param>
/// <param name="ActiveTasks">Tasks that it has and that have not ended.</param>
[GenerateSerializer, Immutable, Alias("inferno.node-load")]
public sealed record NodeLoad([property: Id(0)] double CpuUsage, [property: Id(1)] double MemoryUsage, [property: Id(2)] int ActiveTasks);
