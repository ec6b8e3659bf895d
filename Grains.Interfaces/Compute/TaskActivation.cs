using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>What an agent task asked, and what was answered.</summary>
/// <param name="Input">What was asked.</param>
/// <param name="Answer">What the agents answered.</param>
[GenerateSerializer, Immutable, Alias("inferno.task-activation")]
public sealed record TaskActivation([property: Id(0)] ActivationInput Input, [property: Id(1)] ActivationAnswer Answer);
