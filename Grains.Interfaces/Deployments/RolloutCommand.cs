namespace InfernoOrleans.Grains.Interfaces.Deployments;

/// <summary>Asks a deployment to serve something else.</summary>
/// <param name="ModelId">A registered model: <c>digits</c>, <c>digits@2</c>; null keeps the one that is served.</param>
/// <param name="DType">How the weights are held in memory; null keeps that.</param>
[GenerateSerializer, Immutable, Alias("inferno.rollout-command")]
public sealed record RolloutCommand([property: Id(0)] string? ModelId, [property: Id(1)] string? DType);
