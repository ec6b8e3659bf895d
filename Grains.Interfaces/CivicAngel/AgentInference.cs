using InfernoOrleans.Grains.Interfaces.Deployments;

namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>What the model of an agent answered.</summary>
/// <param name="Deployment">The deployment that the agent is bound to.</param>
/// <param name="Result">One row of its output, little-endian 32-bit floats; null where there is none.</param>
/// <param name="Label">The index of the greatest number, counted from 0; null where there is no result or it is a single number.</param>
/// <param name="Error">Why there is no result; null where there is one.</param>
[GenerateSerializer, Immutable, Alias("inferno.agent-inference")]
public sealed record AgentInference(
    [property: Id(0)] DeploymentId Deployment,
    [property: Id(1)] ReadOnlyMemory<byte>? Result,
    [property: Id(2)] int? Label,
    [property: Id(3)] string? Error = null);
