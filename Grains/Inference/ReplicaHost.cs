using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Weights;
using InfernoOrleans.Tensors;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.Inference;

/// <inheritdoc cref="IReplicaHost"/>
[Reentrant]
internal sealed class ReplicaHost(
    GrainId id, Orleans.Runtime.Silo silo, ILoggerFactory loggers, ReservedWeights reservedWeights, LoadedReplicas replicas)
    : GrainService(id, silo, loggers), IReplicaHost
{
    public async Task ReserveAsync(string sha256, string dType, long grantedBytes)
    {
        try
        {
            await reservedWeights.ReserveAsync(new WeightsKey(sha256, Quantized.Parse(dType)), grantedBytes);
        }
        catch (MemoryRefusedException refused)
        {
            throw NoRoom.For(refused);
        }
    }

    public async Task<InferenceAnswer?> ExecuteAsync(string replica, InferenceRequest request, CancellationToken cancellationToken)
    {
        if (replicas.Find(replica) is not { } loaded)
        {
            return null;
        }

        try
        {
            return await loaded.ExecuteAsync(request, cancellationToken);
        }
        catch (RefusedException refused) when (refused.Reason == RefusalReason.Busy && !ReferenceEquals(replicas.Find(replica), loaded))
        {
            // It was let go between the two: its queue takes nothing any more, and it is not here any more.
            return null;
        }
    }

    public Task ReleaseAsync(string sha256, string dType, long grantedBytes)
    {
        reservedWeights.Release(new WeightsKey(sha256, Quantized.Parse(dType)), grantedBytes);
        return Task.CompletedTask;
    }

    public Task PinAsync(string replica, bool pinned)
    {
        if (replicas.Find(replica) is { } loaded)
        {
            loaded.IsPinned = pinned;
        }

        return Task.CompletedTask;
    }

    public Task<bool> IsAnsweringAsync(string replica, long request, CancellationToken cancellationToken) =>
        Task.FromResult(replicas.Find(replica)?.IsAnswering(request) == true);
}
