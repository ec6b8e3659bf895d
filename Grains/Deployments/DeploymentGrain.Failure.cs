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

    private IGrainTimer? restarting;

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

        instruments.Failed();
        LogFailed(row.DeploymentId, replica?.ToString(), failures, reason);
        RestartAt(restartAt, now);
        await Task.WhenAll(gone.Select(TryRetireAsync));
        if (replica is null)
        {
            await TryEndAsync(row);
        }
    }

    /// <summary>Has a process that can be loaded nowhere wait for room, unless it is served meanwhile. That counts as no failure: nothing of it broke.</summary>
    private async Task FailWithoutRoomAsync(string reason)
    {
        await changes.WaitAsync(CancellationToken.None);
        try
        {
            var row = await FindAsync(CancellationToken.None);
            var active = members.Active();
            if ((await replicas.ListAsync(row.DeploymentId, CancellationToken.None)).Any(replica => replica.IsServedBy(active)))
            {
                return;
            }

            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            var restartAt = row.Policy.Later(since: null, now, Random.Shared.NextDouble());
            if (await processes.FailAsync(row.DeploymentId, replica: null, row.Failures, Shorten(reason), now, restartAt) is { } gone)
            {
                LogNoRoom(row.DeploymentId, reason);
                RestartAt(restartAt, now);
                await Task.WhenAll(gone.Select(TryRetireAsync));
            }
        }
        finally
        {
            changes.Release();
        }
    }

    /// <summary>Whether a replica is loaded somewhere, or can be.</summary>
    private async Task<bool> TryFindAsync(ReplicaRow replica)
    {
        try
        {
            return await replicas.SetStateAsync(replica.Id, ReplicaState.Ready, await placer.FindAsync(replica.Id), CancellationToken.None);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            LogNotConverged(replica.Id.ToString(), exception.Message);
            return false;
        }
    }

    /// <summary>Starts a process that has failed, if it is time. Where it cannot be loaded, it has failed once more; where there is just no room, it waits.</summary>
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
                instruments.Restarted();
            }
            catch (RefusedException refused) when (refused.Reason is not (RefusalReason.NotFound or RefusalReason.Conflict))
            {
                await PostponeAsync(row, refused);
            }
        }
        finally
        {
            changes.Release();
        }
    }

    private Task RestartedAsync(DeploymentRow row)
    {
        instruments.Restarted();
        return processes.RestartedAsync(row);
    }

    private async Task PostponeAsync(DeploymentRow row, RefusedException refused)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (refused.Reason == RefusalReason.NoRoom)
        {
            var later = row.Policy.Later(row.FailedAt, now, Random.Shared.NextDouble());
            await processes.PostponeAsync(row.DeploymentId, row.Failures, Shorten(refused.Message), row.FailedAt ?? now, later);
            LogNoRoom(row.DeploymentId, refused.Message);
            RestartAt(later, now);
            return;
        }

        var failures = row.Failures + 1;
        var restartAt = row.Policy.Next(failures, now, Random.Shared.NextDouble());
        await processes.PostponeAsync(row.DeploymentId, failures, Shorten(refused.Message), now, restartAt);
        instruments.Failed();
        LogFailed(row.DeploymentId, null, failures, refused.Message);
        RestartAt(restartAt, now);
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
        if (restartAt is not { } at)
        {
            return;
        }

        var pause = TimeSpan.FromMilliseconds(at - now + 1);
        if (restarting is not null)
        {
            restarting.Change(pause, Timeout.InfiniteTimeSpan);
            return;
        }

        restarting = this.RegisterGrainTimer(
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
            new GrainTimerCreationOptions(pause, Timeout.InfiniteTimeSpan) { Interleave = true });
    }

    private static string Shorten(string reason) => reason.Length <= MostFailure ? reason : $"{reason[..MostFailure]}…";

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Deployment} waits for room: {Reason}")]
    private partial void LogNoRoom(DeploymentId deployment, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Deployment} has failed ({Part}), {Failures} times in a row: {Reason}")]
    private partial void LogFailed(DeploymentId deployment, string? part, int failures, string reason);
}
