using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Interfaces.Deployments;

/// <summary>How to reach a deployment's replicas. Gateways keep it for some seconds; a replica that finds it outdated says so.</summary>
/// <param name="Id">The deployment.</param>
/// <param name="Status">Its state when the route was made; only Running has replicas.</param>
/// <param name="Replicas">The replicas that may be called.</param>
/// <param name="ModelVersion">What they serve; the name of a service.</param>
/// <param name="InputSize">Numbers in one input row.</param>
/// <param name="OutputSize">Numbers in one output row.</param>
/// <param name="Places">Where each of the replicas was loaded when the route was made; null where that is not known, as a whole or of one.</param>
/// <param name="Agent">The agent that was deployed, which has no replicas; null for a network.</param>
/// <param name="Type">What was deployed. Only a network has replicas, and a service, which has none, is called by its grain.</param>
/// <param name="Failure">Why its process failed, and whether it will be started again, as a sentence for users; null unless it has failed.</param>
/// <param name="WillRestart">Whether a process that has failed is started again by itself.</param>
[GenerateSerializer, Immutable, Alias("inferno.deployment-route")]
public sealed record DeploymentRoute(
    [property: Id(0)] DeploymentId Id,
    [property: Id(1)] DeploymentStatus Status,
    [property: Id(2)] IReadOnlyList<ReplicaId> Replicas,
    [property: Id(3)] string ModelVersion,
    [property: Id(4)] int InputSize,
    [property: Id(5)] int OutputSize,
    [property: Id(6)] IReadOnlyList<ReplicaPlace?>? Places = null,
    [property: Id(7)] string? Agent = null,
    [property: Id(8)] DeploymentType Type = DeploymentType.NeuralNetwork,
    [property: Id(9)] string? Failure = null,
    [property: Id(10)] bool WillRestart = false)
{
    /// <summary>Whether rows can be run through it: it is a network or a service.</summary>
    public bool TakesRows => Type is DeploymentType.NeuralNetwork or DeploymentType.Service;

    /// <summary>Why calls are refused while the deployment does not run.</summary>
    public RefusedException NotRunning() => Failure is { } failure
        ? new RefusedException(WillRestart ? RefusalReason.Unavailable : RefusalReason.Conflict, failure)
        : new RefusedException(RefusalReason.Conflict, $"Deployment {Id} is {Status}; it has to be Running.");
}
