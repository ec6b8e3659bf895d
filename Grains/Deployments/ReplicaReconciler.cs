using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Deployments;

/// <summary>
/// Finds deployments that are not as they should be, every so often and at once when a silo comes or goes, and has their grains see to
/// it. One silo does it for all; for a moment two may, which only costs a little.
/// </summary>
internal sealed partial class ReplicaReconciler(
    ReplicaTable replicas,
    Members members,
    IClusterMembershipService membership,
    IGrainFactory grains,
    IOptions<DeploymentOptions> options,
    TimeProvider time,
    ILogger<ReplicaReconciler> logger) : BackgroundService
{
    private const int MostAtOnce = 8;
    private const int MostInOnePass = 10_000;

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
            var unsettled = await replicas.FindUnsettledAsync(silos, MostInOnePass, cancellationToken);
            await Parallel.ForEachAsync(
                unsettled,
                new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken },
                async (deployment, cancellation) => await TryReconcileAsync(deployment, cancellation));
        }
        catch (RefusedException refused) when (refused.Reason == RefusalReason.Unavailable)
        {
            // The database does not answer; nothing can be changed before it does.
        }
    }

    private async Task TryReconcileAsync(DeploymentId deployment, CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<IDeploymentGrain>(deployment.ToString()).ReconcileAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is RefusedException or OrleansException or TimeoutException)
        {
            LogNotReconciled(deployment, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Deployment} could not be looked after: {Reason}")]
    private partial void LogNotReconciled(DeploymentId deployment, string reason);
}
