using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Weights;

/// <summary>The memory of one replica: weights, which it may share, and what else was granted to it. Held until disposed.</summary>
/// <param name="weights">The weights.</param>
/// <param name="rest">What of the grant they leave; null where nothing was asked for.</param>
internal sealed class ReplicaMemory(ResidentWeights.WeightsLease weights, MemoryReservation? rest) : IDisposable
{
    /// <summary>The network, ready to run on any thread. Not to be used after this is disposed.</summary>
    public InferencePlan Plan => weights.Plan;

    /// <summary>Bytes for what waits; as many as there are where nothing was asked for.</summary>
    public long RestBytes => rest?.Bytes ?? long.MaxValue;

    /// <summary>How many replicas and reservations share the weights, itself included.</summary>
    public int Sharers => weights.Leases;

    /// <summary>Bytes that it holds besides the weights.</summary>
    public long OwnBytes => rest?.Bytes ?? 0;

    /// <summary>Gives it back.</summary>
    /// <returns>How many bytes of room for others that makes; where the weights are shared they make none.</returns>
    public long Return()
    {
        rest?.Dispose();
        return OwnBytes + (weights.Return() ? weights.Plan.Bytes : 0);
    }

    public void Dispose() => Return();
}
