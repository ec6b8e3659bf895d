namespace InfernoOrleans.Grains.Compute.Executing;

/// <summary>What a silo made of offers.</summary>
/// <param name="Taken">The tasks that it has now. The others were no longer to be had.</param>
/// <param name="Sequence">Its last report by then.</param>
[GenerateSerializer, Immutable, Alias("inferno.offer-answer")]
internal sealed record OfferAnswer([property: Id(0)] IReadOnlyList<long> Taken, [property: Id(1)] long Sequence);
