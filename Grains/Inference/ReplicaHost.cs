using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Weights;
using InfernoOrleans.Tensors;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.Inference;

/// <inheritdoc cref="IReplicaHost"/>
[Reentrant]
internal sealed class ReplicaHost(GrainId id, Orleans.Runtime.Silo silo, ILoggerFactory loggers, ReservedWeights reservedWeights)
    : GrainService(id, silo, loggers), IReplicaHost
{
    public async Task ReserveAsync(string sha256, string dType)
    {
        try
        {
            await reservedWeights.ReserveAsync(new WeightsKey(sha256, Quantized.Parse(dType)));
        }
        catch (MemoryRefusedException refused)
        {
            throw NoRoom.For(refused);
        }
    }
}
