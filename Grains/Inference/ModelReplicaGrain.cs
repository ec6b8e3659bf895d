using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Placement;
using InfernoOrleans.Tensors;
using Microsoft.Extensions.Logging;
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
    ReplicaParts parts,
    LoadedReplicas loadedReplicas,
    ReplicaFailures failures,
    ILocalSiloDetails self,
    ILogger<ModelReplicaGrain> logger) : Grain, IModelReplicaGrain, IAsyncDisposable
{
    private static readonly TimeSpan RefusalLifetime = TimeSpan.FromSeconds(1);

    private RefusedException? refusal;
    private LoadedReplica? loaded;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        PlacementHint.Forget();
        var name = this.GetPrimaryKeyString();
        var isReplica = ReplicaId.TryParse(name, out var id);
        try
        {
            var spec = isReplica
                ? await GrainFactory.GetGrain<IDeploymentDirectoryGrain>(0).AdmitAsync(id, cancellationToken)
                : null;
            if (spec is null)
            {
                Refuse(new RefusedException(RefusalReason.Stale, $"{name} serves nothing."));
                return;
            }

            var turns = TaskScheduler.Current;
            loaded = new LoadedReplica(id, spec, parts)
            {
                Broken = exception => _ = failures.ReportAsync(id, exception),
                RetireAsync = () => Task.Factory.StartNew(
                    () => RetireAsync(CancellationToken.None), CancellationToken.None, TaskCreationOptions.None, turns).Unwrap(),
            };
            await loaded.LoadAsync().WaitAsync(cancellationToken);
            loadedReplicas.Add(name, loaded);
            LogActivated(name, spec.ModelVersion);
        }
        catch (MemoryRefusedException refused)
        {
            Refuse(LoadedReplica.NoRoomFor(id, refused));
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
            await loaded.DisposeAsync();
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
        return Task.FromResult(loaded!.Count());
    }

    public async Task RetireAsync(CancellationToken cancellationToken)
    {
        refusal ??= new RefusedException(RefusalReason.Stale, $"{this.GetPrimaryKeyString()} is retired.");
        await DisposeAsync();
        DeactivateOnIdle();
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
