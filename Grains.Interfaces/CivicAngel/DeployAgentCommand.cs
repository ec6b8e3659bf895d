using InfernoOrleans.Grains.Interfaces.Idempotency;
using InfernoOrleans.Grains.Interfaces.Processes;

namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>Asks for an agent as a deployment: one of the 253, or a custom one. Nothing is checked yet; absent fields are null.</summary>
/// <param name="Name">What users call the deployment.</param>
/// <param name="AgentId">One of the 253; null for a custom agent.</param>
/// <param name="Hand">custom: one of the six hands, whose way of speaking it has.</param>
/// <param name="Role">custom: one of the six roles. It has a role or a lens.</param>
/// <param name="Lens">custom: one of the twelve lenses.</param>
/// <param name="Description">custom: what it is for, in a sentence.</param>
/// <param name="Idempotency">Makes repeating the request harmless.</param>
/// <param name="Process">How its process is to be run.</param>
[GenerateSerializer, Immutable, Alias("inferno.deploy-agent-command")]
public sealed record DeployAgentCommand(
    [property: Id(0)] string? Name,
    [property: Id(1)] string? AgentId,
    [property: Id(2)] string? Hand,
    [property: Id(3)] string? Role,
    [property: Id(4)] string? Lens,
    [property: Id(5)] string? Description,
    [property: Id(6)] IdempotencyToken? Idempotency = null,
    [property: Id(7)] ProcessSpec? Process = null);
