using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Idempotency;

namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>An agent to deploy: one of the 253, or a custom one with a hand and either a role or a lens.</summary>
/// <param name="Name">What to call the deployment; need not be unique. A custom agent is called by it, too.</param>
/// <param name="AgentId">One of the 253: <c>emergent-1</c>, <c>synth-mirror-palm</c>, <c>perspective-42</c>. Left out for a custom agent.</param>
/// <param name="Hand">custom: <c>Mirror</c>, <c>Flame</c>, <c>Loom</c>, <c>Depth</c>, <c>Song</c> or <c>Silence</c>, whose way of speaking it has.</param>
/// <param name="Role">custom, in place of a lens: <c>Palm</c>, <c>Finger1</c>, <c>Finger2</c>, <c>Finger3</c>, <c>Finger4</c> or <c>Finger5</c>.</param>
/// <param name="Lens">
/// custom, in place of a role: <c>the-threshold</c>, <c>the-periphery</c>, <c>the-center</c>, <c>the-edge</c>, <c>the-forgotten</c>,
/// <c>the-remembered</c>, <c>the-dreamed</c>, <c>the-witnessed</c>, <c>the-shadowed</c>, <c>the-illuminated</c>, <c>the-emerging</c> or
/// <c>the-dissolving</c>.
/// </param>
/// <param name="Description">custom: what it is for, in 1 to 1,024 characters.</param>
/// <param name="RestartPolicy">When it is started again after it has failed; always when absent.</param>
/// <param name="Resources">An agent has none of its own: refused unless empty.</param>
/// <param name="Namespace">What it sees; a clean namespace of its own when absent.</param>
/// <param name="Pinned">Whether it stays in memory when others need room and it has nothing to do.</param>
internal sealed record DeployAgentBody(
    string? Name = null,
    string? AgentId = null,
    string? Hand = null,
    string? Role = null,
    string? Lens = null,
    string? Description = null,
    RestartPolicyBody? RestartPolicy = null,
    IReadOnlyList<ResourceBody>? Resources = null,
    NamespaceBody? Namespace = null,
    bool? Pinned = null)
{
    public DeployAgentCommand ToCommand(IdempotencyToken? idempotency) =>
        new(Name, AgentId, Hand, Role, Lens, Description, idempotency, ProcessFields.ToSpec(RestartPolicy, Resources, Namespace, Pinned));
}
