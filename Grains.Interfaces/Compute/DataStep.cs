namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>One step of the pipeline of a data task; which numbers it needs depends on the operation.</summary>
/// <param name="Op"><c>scale</c>, <c>offset</c>, <c>clamp</c>, <c>normalize</c>, …</param>
/// <param name="Factor">scale: by what to multiply.</param>
/// <param name="Value">offset: what to add.</param>
/// <param name="Min">clamp: the least result.</param>
/// <param name="Max">clamp: the greatest result.</param>
/// <param name="Size">window-mean: how many numbers are averaged.</param>
[GenerateSerializer, Immutable, Alias("inferno.data-step")]
public sealed record DataStep(
    [property: Id(0)] string? Op,
    [property: Id(1)] double? Factor = null,
    [property: Id(2)] double? Value = null,
    [property: Id(3)] double? Min = null,
    [property: Id(4)] double? Max = null,
    [property: Id(5)] long? Size = null);
