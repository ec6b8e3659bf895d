using InfernoOrleans.Grains.Interfaces.Inference;
using Orleans.Runtime.Services;

namespace InfernoOrleans.Grains.Deployments;

/// <summary>Calls the <see cref="IReplicaHost"/> of a silo.</summary>
internal sealed class ReplicaHosts(IServiceProvider services) : GrainServiceClient<IReplicaHost>(services)
{
    public IReplicaHost On(SiloAddress silo) => GetGrainService(silo);
}
