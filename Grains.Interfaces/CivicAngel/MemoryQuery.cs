namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>Which memories to recall.</summary>
/// <param name="Trigger">A part of their trigger, in whatever case: 1 to 128 characters.</param>
/// <param name="Before">Only those that are older than the memory of this number: the first of the page before; null from the newest.</param>
/// <param name="Limit">The most to return: the newest of them.</param>
[GenerateSerializer, Immutable, Alias("inferno.memory-query")]
public sealed record MemoryQuery([property: Id(0)] string Trigger, [property: Id(1)] long? Before, [property: Id(2)] int Limit);
