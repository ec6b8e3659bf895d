using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.Deployments;

/// <content>
/// What becomes of a process of which something broke. It is written before anything is done about it; the reconciler starts again what this
/// activation does not.
/// </content>
internal sealed partial class DeploymentGrain
{
    private const int MostFailure = 1_000;

    public async Task FailAsync(string? part, string reason, CancellationToken cancellationToken)
    {
        ReplicaId? replica = ReplicaId.TryParse(part, out var parsed) ? parsed : null;
        if (part is not null && replica is null)
        {
            return;
        }

        await changes.WaitAsync(cancellationToken);
        try
        {
            var row = await FindAsync(cancellationToken);
            if (row.State == DeploymentStatus.Running)
            {
                await FailAsync(row, replica, reason);
            }
        }
        finally
        {
            changes.Release();
        }
    }

    /// <summary>Notes a failure, lets go what broke, and says when it is started again.</summary>
    private async Task FailAsync(DeploymentRow row, ReplicaId? replica, string reason)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var failures = (row.Policy.IsWell(row.Failures, row.FailedAt, now) ? 0 : row.Failures) + 1;
        var restartAt = row.Policy.Next(failures, now, Random.Shared.NextDouble());
        if (await processes.FailAsync(row.DeploymentId, replica, failures, Shorten(reason), now, restartAt) is not { } gone)
        {
            return;
        }

        LogFailed(row.DeploymentId, replica?.ToString(), failures, reason);
        RestartAt(restartAt, now);
        await Task.WhenAll(gone.Select(TryRetireAsync));
        if (replica is null)
        {
            await TryEndAsync(row);
        }
    }

    /// <summary>Starts a process that has failed, if it is time. Where there is no room for it, it has failed once more.</summary>
    private async Task RestartAsync(CancellationToken cancellationToken)
    {
        await changes.WaitAsync(cancellationToken);
        try
        {
            var row = await FindAsync(cancellationToken);
            if (row.State != DeploymentStatus.Failed || !IsDue(row))
            {
                return;
            }

            try
            {
                await StartAsync(row, row.Failures);
            }
            catch (RefusedException refused) when (refused.Reason == RefusalReason.NoRoom)
            {
                var now = time.GetUtcNow().ToUnixTimeMilliseconds();
                var restartAt = row.Policy.Next(row.Failures + 1, now, Random.Shared.NextDouble());
                await processes.PostponeAsync(row.DeploymentId, row.Failures + 1, Shorten(refused.Message), now, restartAt);
                LogFailed(row.DeploymentId, null, row.Failures + 1, refused.Message);
                RestartAt(restartAt, now);
            }
        }
        finally
        {
            changes.Release();
        }
    }

    private bool IsDue(DeploymentRow row) => row.RestartAt <= time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Whether replicas that are missing may be added: none broke, or what broke is to be started again by now.</summary>
    private bool MayAdd(DeploymentRow row) =>
        row.Failures == 0 || (row.RestartAt is null ? row.Policy.Allows(row.Failures) : IsDue(row));

    /// <summary>A deployed task is left out: what counts there are its runs, however far apart.</summary>
    private bool HasRunWell(DeploymentRow row) =>
        row is { State: DeploymentStatus.Running, Failures: > 0, RestartAt: null, Kind: not DeploymentType.DistributedTask }
        && row.Policy.IsWell(row.Failures, row.FailedAt, time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Looks after it at the very time: the reconciler comes only every so often.</summary>
    private void RestartAt(long? restartAt, long now)
    {
        if (restartAt is { } at)
        {
            this.RegisterGrainTimer(
                async cancellation =>
                {
                    try
                    {
                        await ReconcileAsync(cancellation);
                    }
                    catch (Exception exception) when (IsExpected(exception))
                    {
                        LogNotConverged(this.GetPrimaryKeyString(), exception.Message);
                    }
                },
                new GrainTimerCreationOptions(TimeSpan.FromMilliseconds(at - now + 1), Timeout.InfiniteTimeSpan) { Interleave = true });
        }
    }

    private static string Shorten(string reason) => reason.Length <= MostFailure ? reason : $"{reason[..MostFailure]}…";

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Deployment} has failed ({Part}), {Failures} times in a row: {Reason}")]
    private partial void LogFailed(DeploymentId deployment, string? part, int failures, string reason);
}
