namespace InfernoOrleans.Grains.CivicAngel.Agents;

/// <summary>What a dream did to an agent.</summary>
/// <param name="Forgotten">Memories that were too weak.</param>
/// <param name="Merged">Memories that became one with another.</param>
[GenerateSerializer, Immutable, Alias("inferno.agent-dream")]
internal sealed record AgentDream([property: Id(0)] long Forgotten, [property: Id(1)] long Merged);
