namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>What a task reserves on its node while it is there.</summary>
/// <param name="Gpu">Whether it needs a GPU.</param>
/// <param name="CpuCores">How many processors, in fractions.</param>
/// <param name="MemoryGB">How much memory, in units of 2³⁰ bytes.</param>
/// <param name="Labels">Labels that the node must have, with these values.</param>
[GenerateSerializer, Immutable, Alias("inferno.task-requirements")]
public sealed record TaskRequirements(
    [property: Id(0)] bool? Gpu = null,
    [property: Id(1)] double? CpuCores = null,
    [property: Id(2)] double? MemoryGB = null,
    [property: Id(3)] IReadOnlyDictionary<string, string>? Labels = null);
