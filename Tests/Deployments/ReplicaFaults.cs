using System.Collections.Concurrent;
using InfernoOrleans.Grains.Inference;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;

namespace InfernoOrleans.Tests.Deployments;

/// <summary>Has the operations of chosen deployments throw.</summary>
internal sealed class ReplicaFaults : IReplicaFaults
{
    private readonly ConcurrentDictionary<long, int> left = new();

    /// <summary>From now on so many slices of a deployment throw.</summary>
    public void Break(DeploymentId deployment, int slices = int.MaxValue) => left[deployment.Number] = slices;

    public void Mend(DeploymentId deployment) => left.TryRemove(deployment.Number, out _);

    public void BeforeSlice(ReplicaId replica)
    {
        if (left.TryGetValue(replica.Deployment.Number, out var slices) && slices > 0)
        {
            left[replica.Deployment.Number] = slices - 1;
            throw new InvalidOperationException($"A fault of {replica}.");
        }
    }
}
