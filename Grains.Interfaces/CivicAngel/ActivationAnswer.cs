namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>What the agents answered.</summary>
/// <param name="Responses">The answers: the agents that the input selected first, then those that their answers reached, step by step.</param>
/// <param name="Phase">The phase in which they spoke.</param>
[GenerateSerializer, Immutable, Alias("inferno.activation-answer")]
public sealed record ActivationAnswer([property: Id(0)] IReadOnlyList<AgentAnswer> Responses, [property: Id(1)] LifecyclePhase Phase);
