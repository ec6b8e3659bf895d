namespace InfernoOrleans.Grains.Interfaces.Deployments;

/// <summary>What a deploy request brought about. A repeated request with the same idempotency key gets the first one's.</summary>
/// <param name="Id">The deployment.</param>
/// <param name="Name">What users call it.</param>
[GenerateSerializer, Immutable, Alias("inferno.deploy-answer")]
public sealed record DeployAnswer([property: Id(0)] DeploymentId Id, [property: Id(1)] string Name);
