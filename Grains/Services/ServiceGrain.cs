using InfernoOrleans.Grains.Inference;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Interfaces.Services;
using InfernoOrleans.Grains.Placement;
using InfernoOrleans.Tensors.Compute;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.Services;

/// <inheritdoc cref="IServiceGrain"/>
/// <remarks>
/// It looks at its row every so often, and at once when it comes to life: a call through an outdated route may bring one back that was stopped
/// or deleted. Requests interleave.
/// </remarks>
[Reentrant, LoadAwarePlacement, GrainType("service")]
internal sealed class ServiceGrain(ServiceTable services, ServiceWork work, IOptions<ServiceOptions> options, TimeProvider time) : Grain, IServiceGrain
{
    private Task<RunningService>? loading;
    private long loadedAt;
    private RunningService? running;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        PlacementHint.Forget();
        return base.OnActivateAsync(cancellationToken);
    }

    public async Task<InferenceAnswer> ExecuteAsync(InferenceRequest request, int depth, CancellationToken cancellationToken) =>
        await (await LoadAsync(cancellationToken)).ExecuteAsync(request, depth, cancellationToken);

    public async Task<ReplicaStatistics> CountAsync(CancellationToken cancellationToken) => (await LoadAsync(cancellationToken)).Count();

    public Task RetireAsync(CancellationToken cancellationToken)
    {
        (loading, running) = (null, null);
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    /// <summary>The service as its row says; requests that come together look once.</summary>
    private Task<RunningService> LoadAsync(CancellationToken cancellationToken)
    {
        var isFresh = loading is { IsCompletedSuccessfully: true } && time.GetElapsedTime(loadedAt) < options.Value.Lifetime;
        if (!isFresh && loading is null or { IsCompleted: true })
        {
            loadedAt = time.GetTimestamp();
            loading = LookAsync();
        }

        return loading!.WaitAsync(cancellationToken);
    }

    private async Task<RunningService> LookAsync()
    {
        var key = this.GetPrimaryKeyString();
        var row = DeploymentId.TryParse(key, out var id) ? await services.FindAsync(id, CancellationToken.None) : null;
        if (row is null)
        {
            DeactivateOnIdle();
            throw new RefusedException(RefusalReason.Stale, $"There is no service {key}.");
        }

        if (!row.IsRunning)
        {
            DeactivateOnIdle();
            throw new RefusedException(
                RefusalReason.Conflict, $"Deployment {id} is {row.Status}; it has to be Running.{(row.Failure is { } failure ? $" {failure}" : string.Empty)}");
        }

        return running ??= Load(id, row);
    }

    private RunningService Load(DeploymentId id, ServiceRow row)
    {
        var meter = new ReplicaMeter(time, traffic: null);
        var stages = new ServiceStages(id, work, new ComputeFlow(id.ToString(), row.ComputeWeight), meter, options.Value, time);
        return new RunningService(id, StoredService.Read(row.Steps).ToPlan(row.InputSize), stages, meter, options.Value, time);
    }
}
