using InfernoOrleans.Grains.Interfaces.Deployments;

namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>Who an agent is.</summary>
/// <param name="Id"><c>emergent-1</c>, <c>synth-mirror-palm</c>, <c>perspective-42</c>, or <c>agent-7</c> of one that was deployed as <c>deploy-7</c>.</param>
/// <param name="Name">Its name, which its voice says.</param>
/// <param name="Description">What it is for, in a sentence.</param>
/// <param name="Type">Its layer.</param>
/// <param name="Hand">The hand of a synthesizer, or of a custom agent that has one; null otherwise.</param>
/// <param name="Role">The role of a synthesizer, or of a custom agent that has one; null otherwise.</param>
/// <param name="SymbolicLens">The lens of a perspective, or of a custom agent that has one, <c>the-threshold</c>; null otherwise.</param>
/// <param name="Model">The deployment that it computes with; null where it is bound to none.</param>
[GenerateSerializer, Immutable, Alias("inferno.agent-info")]
public sealed record AgentInfo(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] string Description,
    [property: Id(3)] AgentType Type,
    [property: Id(4)] Hand? Hand = null,
    [property: Id(5)] HandRole? Role = null,
    [property: Id(6)] string? SymbolicLens = null,
    [property: Id(7)] DeploymentId? Model = null);
