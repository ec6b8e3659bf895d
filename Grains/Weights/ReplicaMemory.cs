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

    /// <summary>Gives it back.</summary>
    /// <returns>Whether there is more room for others now.</returns>
    public bool Return()
    {
        rest?.Dispose();
        return weights.Return() || rest?.Bytes > 0;
    }

    public void Dispose() => Return();
}
