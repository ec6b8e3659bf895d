namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>Memories that were recalled, oldest first.</summary>
/// <param name="Memories">The newest that the query asks for.</param>
/// <param name="HasMore">Whether there are older ones.</param>
[GenerateSerializer, Immutable, Alias("inferno.memory-page")]
public sealed record MemoryPage([property: Id(0)] IReadOnlyList<MemoryInfo> Memories, [property: Id(1)] bool HasMore);
