namespace InfernoOrleans.Grains.Interfaces.Inference;

/// <summary>How many batches of about one size were run.</summary>
/// <param name="MaxRows">The most rows of these batches, a power of two; they have more than half as many.</param>
/// <param name="Count">How many they are.</param>
[GenerateSerializer, Immutable, Alias("inferno.batch-count")]
public readonly record struct BatchCount([property: Id(0)] long MaxRows, [property: Id(1)] long Count);
