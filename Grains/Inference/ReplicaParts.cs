using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Placement;
using InfernoOrleans.Grains.Weights;
using InfernoOrleans.Tensors.Compute;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Inference;

/// <summary>What the replicas of one silo are made of and share.</summary>
internal sealed class ReplicaParts(
    ReservedWeights memory, ComputePool pool, IOptions<BatchingOptions> batching, SiloTraffic traffic, InferenceInstruments instruments, TimeProvider time,
    IEnumerable<IReplicaFaults> faults)
{
    private readonly IReplicaFaults? faults = faults.FirstOrDefault();

    public ReservedWeights Memory => memory;

    public TimeProvider Time => time;

    public ReplicaMeter NewMeter() => new(time, traffic, instruments);

    /// <summary>A queue in front of a network, with what the replica was granted.</summary>
    public InferenceQueue NewQueue(ReplicaId id, ReplicaSpec spec, ReplicaMemory taken, ReplicaMeter meter, Action<Exception>? broken) => new(
        taken.Plan,
        pool,
        new ComputeFlow(id.Deployment.ToString(), spec.ComputeWeight),
        batching.Value,
        time,
        meter,
        taken.RestBytes,
        broken,
        faults is null ? null : () => faults.BeforeSlice(id));
}
