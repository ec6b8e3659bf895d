using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.DeployedTasks;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.DeployedTasks;

/// <summary>
/// Finds runs that are due and runs that have ended, every so often, and has their grains see to them. One silo does it for all; for a moment two
/// may, which only costs a little.
/// </summary>
internal sealed partial class DeployedTaskLookOut(
    DeployedTaskTable table, Members members, IGrainFactory grains, IOptions<DeployedTaskOptions> options, TimeProvider time, ILogger<DeployedTaskLookOut> logger)
    : BackgroundService
{
    private const int MostAtOnce = 8;
    private const int MostInOneQuery = 1_000;

    /// <summary>Those that were left without a next run are rare and costly to find: only every so many looks.</summary>
    private const int LooksBetweenStranded = 10;

    /// <summary>How long one look may keep the others waiting. One that is broken off goes on at the next.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private int looks;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var clock = new PeriodicTimer(options.Value.LookInterval, time);
        while (await clock.WaitForNextTickAsync(stoppingToken))
        {
            if (members.IsFirst())
            {
                await TryLookAsync(stoppingToken);
            }
        }
    }

    private async Task TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var found = new HashSet<DeploymentId>(await FindDueAsync(cancellationToken));
            found.UnionWith(await FindEndedAsync(cancellationToken));
            if (looks++ % LooksBetweenStranded == 0)
            {
                found.UnionWith(await table.FindStrandedAsync(MostInOneQuery, cancellationToken));
            }

            await Parallel.ForEachAsync(
                found,
                new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken },
                async (deployment, cancellation) => await TryLookAsync(deployment, cancellation));
        }
        catch (RefusedException refused) when (refused.Reason is RefusalReason.Unavailable or RefusalReason.Busy)
        {
            // The database does not answer; nothing can be begun before it does.
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Calls to silos that die are cancelled, too. A silo that serves must not stop because of this; it is tried again soon.
            LogPassFailed(exception);
        }
    }

    /// <summary>All of them: some may stay due for long, and must not be in the way of the others.</summary>
    private async Task<IReadOnlyList<DeploymentId>> FindDueAsync(CancellationToken cancellationToken)
    {
        var (now, found) = (time.GetUtcNow(), new List<DeploymentId>());
        while (true)
        {
            var due = await table.FindDueAsync(now, found.Count == 0 ? 0 : found[^1].Number, MostInOneQuery, cancellationToken);
            found.AddRange(due);
            if (due.Count < MostInOneQuery)
            {
                return found;
            }
        }
    }

    /// <summary>Those whose run has ended, or is to end because the process does not run any more.</summary>
    private async Task<IReadOnlyList<DeploymentId>> FindEndedAsync(CancellationToken cancellationToken)
    {
        var found = new List<DeploymentId>();
        for (var after = 0L; ;)
        {
            var goingOn = await table.FindGoingOnAsync(after, MostInOneQuery, cancellationToken);
            if (goingOn.Count == 0)
            {
                return found;
            }

            var ended = await grains.GetGrain<IComputeDirectoryGrain>(0).FindEndedAsync([.. goingOn.Select(run => new TaskId(run.Task))], cancellationToken);
            var numbers = ended.Select(task => task.Number).ToHashSet();
            found.AddRange(goingOn
                .Where(run => run.Status != nameof(DeploymentStatus.Running) || numbers.Contains(run.Task))
                .Select(run => new DeploymentId(run.Deployment)));
            after = goingOn[^1].Deployment;
        }
    }

    private async Task TryLookAsync(DeploymentId deployment, CancellationToken cancellationToken)
    {
        try
        {
            using var late = new CancellationTokenSource(Patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
            await grains.GetGrain<IDeployedTaskGrain>(deployment.ToString()).LookAsync(either.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotLookedAfter(deployment, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Deployed tasks could not be looked after")]
    private partial void LogPassFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The runs of {Deployment} could not be looked after: {Reason}")]
    private partial void LogNotLookedAfter(DeploymentId deployment, string reason);
}
