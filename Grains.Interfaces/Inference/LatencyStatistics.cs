namespace InfernoOrleans.Grains.Interfaces.Inference;

/// <summary>How long requests took from their arrival at the replica until their answer, to two significant digits.</summary>
/// <param name="P50">Half of them took no longer.</param>
/// <param name="P95">95 % took no longer.</param>
/// <param name="P99">99 % took no longer.</param>
[GenerateSerializer, Immutable, Alias("inferno.latency-statistics")]
public sealed record LatencyStatistics([property: Id(0)] TimeSpan P50, [property: Id(1)] TimeSpan P95, [property: Id(2)] TimeSpan P99);
