namespace InfernoOrleans.Grains.Compute.Scheduling;

/// <summary>What a silo says of the tasks that it runs.</summary>
/// <param name="Executor">The address of the silo.</param>
/// <param name="Silo">Its name.</param>
/// <param name="Sequence">Rises with every report: what is not in one is not there, if it was given to the silo before.</param>
/// <param name="Slots">The most tasks that it runs at one time, for all its nodes.</param>
/// <param name="CpuCores">Its processors.</param>
/// <param name="MemoryBytes">Its native memory.</param>
/// <param name="Cpu">The share of its processors that it uses, 0 to 1.</param>
/// <param name="Memory">The share of its native memory that is reserved, 0 to 1.</param>
/// <param name="MeanMs">How long tasks ran there lately, on average; null before the first.</param>
/// <param name="IsStopping">Whether it takes nothing more.</param>
/// <param name="Held">The attempts that it has, which run, wait there to run, or have ended and are being written.</param>
[GenerateSerializer, Immutable, Alias("inferno.executor-report")]
internal sealed record ExecutorReport(
    [property: Id(0)] string Executor,
    [property: Id(1)] string Silo,
    [property: Id(2)] long Sequence,
    [property: Id(3)] int Slots,
    [property: Id(4)] double CpuCores,
    [property: Id(5)] long MemoryBytes,
    [property: Id(6)] double Cpu,
    [property: Id(7)] double Memory,
    [property: Id(8)] double? MeanMs,
    [property: Id(9)] bool IsStopping,
    [property: Id(10)] IReadOnlyList<HeldAttempt> Held);
