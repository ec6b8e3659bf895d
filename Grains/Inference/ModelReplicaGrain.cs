using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Placement;
using InfernoOrleans.Grains.Weights;
using InfernoOrleans.Tensors;
using InfernoOrleans.Tensors.Compute;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.Inference;

/// <inheritdoc cref="IModelReplicaGrain"/>
/// <remarks>
/// A virtual actor lives as soon as it is called, so an outdated route would bring a deleted replica back to life. Hence the replica
/// looks at its deployment's row before it loads anything, and refuses as stale when that row does not want it. Requests interleave:
/// the queue, not the turn, keeps them apart. A loaded replica is never collected for idleness; terminating its deployment retires it.
/// </remarks>
[Reentrant, LoadAwarePlacement, KeepAlive, GrainType("model-replica")]
internal sealed partial class ModelReplicaGrain(
    ResidentWeights residentWeights,
    ReservedWeights reservedWeights,
    LoadedReplicas loadedReplicas,
    ComputePool pool,
    ILocalSiloDetails self,
    IOptions<BatchingOptions> batching,
    SiloTraffic traffic,
    TimeProvider time,
    ILogger<ModelReplicaGrain> logger) : Grain, IModelReplicaGrain, IAsyncDisposable
{
    private static readonly TimeSpan RefusalLifetime = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan RowCheckInterval = TimeSpan.FromSeconds(30);

    private RefusedException? refusal;
    private ResidentWeights.WeightsLease? weights;
    private InferenceQueue? queue;
    private LoadedReplica? loaded;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        PlacementHint.Forget();
        var name = this.GetPrimaryKeyString();
        try
        {
            var spec = ReplicaId.TryParse(name, out var id)
                ? await GrainFactory.GetGrain<IDeploymentDirectoryGrain>(0).AdmitAsync(id, cancellationToken)
                : null;
            if (spec is null)
            {
                Refuse(new RefusedException(RefusalReason.Stale, $"{name} serves nothing."));
                return;
            }

            var key = new WeightsKey(spec.Sha256, Quantized.Parse(spec.DType));
            weights = await residentWeights.AcquireAsync(key, cancellationToken);
            reservedWeights.Claim(key);
            queue = new InferenceQueue(weights.Plan, pool, new ComputeFlow(id.Deployment.ToString()), batching.Value, time, traffic);
            loaded = new LoadedReplica(queue);
            loadedReplicas.Add(name, loaded);
            this.RegisterGrainTimer(
                cancellation => RetireIfUnwantedAsync(id, cancellation),
                new GrainTimerCreationOptions(RowCheckInterval, RowCheckInterval) { Interleave = true });
            LogActivated(name, spec.ModelVersion);
        }
        catch (MemoryRefusedException refused)
        {
            Refuse(new RefusedException(
                RefusalReason.Unavailable,
                $"{name} needs {refused.Requested:N0} bytes of memory to be loaded; {refused.Free:N0} are free."));
        }
        catch (RefusedException refused)
        {
            Refuse(refused);
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await DisposeAsync();
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <summary>
    /// Answers what is queued, then returns the weights. The runtime calls it at the end of every activation, a failed one included, for
    /// which it does not call <see cref="OnDeactivateAsync"/>.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (loaded is not null)
        {
            loadedReplicas.Remove(this.GetPrimaryKeyString(), loaded);
        }

        try
        {
            if (queue is not null)
            {
                await queue.DisposeAsync();
            }
        }
        finally
        {
            weights?.Dispose();
        }
    }

    public Task<SiloAddress> WarmAsync(CancellationToken cancellationToken)
    {
        ThrowIfRefused();
        return Task.FromResult(self.SiloAddress);
    }

    public Task<bool> IsAnsweringAsync(long request, CancellationToken cancellationToken) => Task.FromResult(loaded?.IsAnswering(request) == true);

    public Task<InferenceAnswer> ExecuteAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        ThrowIfRefused();
        return loaded!.ExecuteAsync(request, cancellationToken);
    }

    public Task<ReplicaStatistics> CountAsync(CancellationToken cancellationToken)
    {
        ThrowIfRefused();
        return Task.FromResult(queue!.Count());
    }

    public async Task RetireAsync(CancellationToken cancellationToken)
    {
        refusal ??= new RefusedException(RefusalReason.Stale, $"{this.GetPrimaryKeyString()} is retired.");
        await DisposeAsync();
        DeactivateOnIdle();
    }

    /// <summary>The call that retires a replica may get lost after the row is gone; what nobody wants must not stay for ever.</summary>
    private async Task RetireIfUnwantedAsync(ReplicaId id, CancellationToken cancellationToken)
    {
        try
        {
            if (await GrainFactory.GetGrain<IDeploymentDirectoryGrain>(0).AdmitAsync(id, cancellationToken) is null)
            {
                await RetireAsync(cancellationToken);
            }
        }
        catch (RefusedException)
        {
            // The database does not answer: what was wanted when it last did is served on.
        }
    }

    private void ThrowIfRefused()
    {
        if (refusal is not null)
        {
            throw refusal;
        }
    }

    /// <summary>
    /// The refusal is thrown by the calls, not by the activation: callers then get it as it is, and a later call activates anew and
    /// looks again. Deactivating at once would send the calls that wait for this activation on to the next, which would do the same,
    /// until the runtime gives up on them.
    /// </summary>
    private void Refuse(RefusedException because)
    {
        refusal = because;
        LogRefused(GrainContext.GrainId, because.Message);
        this.RegisterGrainTimer(
            _ =>
            {
                DeactivateOnIdle();
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(RefusalLifetime, Timeout.InfiniteTimeSpan));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Replica} is ready: {ModelVersion}")]
    private partial void LogActivated(string replica, string modelVersion);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Replica} refuses to serve: {Reason}")]
    private partial void LogRefused(GrainId replica, string reason);
}
