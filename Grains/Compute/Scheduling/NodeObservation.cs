namespace InfernoOrleans.Grains.Compute.Scheduling;

/// <summary>What is known of a node that is not in its row.</summary>
/// <param name="Id">The node.</param>
/// <param name="Silo">The name of the silo that runs its tasks; null where there is none now.</param>
/// <param name="Cpu">The share of the CPU that the silo uses.</param>
/// <param name="Memory">The share of its native memory that is reserved.</param>
/// <param name="ActiveTasks">Tasks that it has.</param>
/// <param name="Slots">The most that it runs at one time.</param>
/// <param name="IsFull">Whether all slots of it, or of its silo, are taken.</param>
/// <param name="CpuCores">The processors of the silo.</param>
/// <param name="MemoryBytes">Its native memory.</param>
[GenerateSerializer, Immutable, Alias("inferno.node-observation")]
internal sealed record NodeObservation(
    [property: Id(0)] string Id,
    [property: Id(1)] string? Silo,
    [property: Id(2)] double Cpu,
    [property: Id(3)] double Memory,
    [property: Id(4)] int ActiveTasks,
    [property: Id(5)] int Slots,
    [property: Id(6)] bool IsFull,
    [property: Id(7)] double CpuCores,
    [property: Id(8)] long MemoryBytes);
