using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Namespaces;
using InfernoOrleans.Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Deployments;

/// <summary>
/// Finds deployments that are not as they should be, every so often and at once when a silo comes or goes, and has their grains see to
/// it. When all are, evens out what the silos have to do. One silo does it for all; for a moment two may, which only costs a little.
/// </summary>
internal sealed partial class ReplicaReconciler(
    ReplicaTable replicas,
    Store store,
    Members members,
    IClusterMembershipService membership,
    IGrainFactory grains,
    IOptions<DeploymentOptions> options,
    TimeProvider time,
    ILogger<ReplicaReconciler> logger) : BackgroundService
{
    private const int MostAtOnce = 8;
    private const int MostInOnePass = 10_000;
    private const int MostNamespaces = 1_000;
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromMinutes(10);

    private readonly ReplicaBalance<SiloAddress> balance = new(options.Value.MaxMovesPerMinute, time);
    private long? sweptAt;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var changes = membership.MembershipUpdates.GetAsyncEnumerator(stoppingToken);
        var change = changes.MoveNextAsync().AsTask();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                using var pause = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                await Task.WhenAny(change, Task.Delay(options.Value.ReconcileInterval, time, pause.Token));
                await pause.CancelAsync();
                if (change.IsCompleted && await change)
                {
                    change = changes.MoveNextAsync().AsTask();
                }

                if (members.IsFirst())
                {
                    await TryReconcileAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task TryReconcileAsync(CancellationToken cancellationToken)
    {
        try
        {
            var silos = members.Active().Select(silo => silo.ToParsableString()).ToArray();
            var unsettled = await replicas.FindUnsettledAsync(silos, time.GetUtcNow().ToUnixTimeMilliseconds(), MostInOnePass, cancellationToken);
            await Parallel.ForEachAsync(
                unsettled,
                new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken },
                async (deployment, cancellation) => await TryReconcileAsync(deployment, cancellation));
            await RebalanceAsync(cancellationToken);
            await SweepNowAndThenAsync(cancellationToken);
        }
        catch (RefusedException refused) when (refused.Reason == RefusalReason.Unavailable)
        {
            // The database does not answer; nothing can be changed before it does.
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Calls to silos that die are cancelled, too. A silo that serves must not stop because of this; it is tried again soon.
            LogPassFailed(exception);
        }
    }

    private async Task TryReconcileAsync(DeploymentId deployment, CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<IDeploymentGrain>(deployment.ToString()).ReconcileAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotReconciled(deployment, exception.Message);
        }
    }

    private async Task SweepNowAndThenAsync(CancellationToken cancellationToken)
    {
        if (sweptAt is { } at && time.GetElapsedTime(at) < BetweenSweeps)
        {
            return;
        }

        sweptAt = time.GetTimestamp();
        await ProcessNamespaces.SweepAsync(store, MostNamespaces, cancellationToken);
    }

    private async Task RebalanceAsync(CancellationToken cancellationToken)
    {
        var active = members.Active();
        if (active.Count < 2)
        {
            return;
        }

        var counts = (await replicas.CountBySiloAsync(cancellationToken)).ToDictionary(count => count.Silo, count => count.Replicas);
        var move = balance.Next([.. active.Select(silo => new SiloShare<SiloAddress>(
            silo, counts.GetValueOrDefault(silo.ToParsableString()), members.CpuOf(silo)))]);
        if (move is var (source, target)
            && await replicas.FindMovableAsync(source.ToParsableString(), target.ToParsableString(), cancellationToken) is { } movable)
        {
            await TryMoveAsync(new DeploymentId(movable), source, target, cancellationToken);
        }
    }

    private async Task TryMoveAsync(DeploymentId deployment, SiloAddress source, SiloAddress target, CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<IDeploymentGrain>(deployment.ToString()).MoveReplicaAsync(source, target, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotMoved(deployment, target, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Deployments could not be looked after")]
    private partial void LogPassFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "No replica of {Deployment} could be moved to {Silo}: {Reason}")]
    private partial void LogNotMoved(DeploymentId deployment, SiloAddress silo, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Deployment} could not be looked after: {Reason}")]
    private partial void LogNotReconciled(DeploymentId deployment, string reason);
}
