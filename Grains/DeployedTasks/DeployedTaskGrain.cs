using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.DeployedTasks;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Placement;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.DeployedTasks;

/// <inheritdoc cref="IDeployedTaskGrain"/>
/// <remarks>
/// Holds nothing: what is to be done follows from the rows, step by step, and each step is written before the next. So it does not matter when
/// it is broken off, nor whether another activation does the same.
/// </remarks>
[LoadAwarePlacement, CollectionAgeLimit(Minutes = 2), GrainType("deployed-task")]
internal sealed partial class DeployedTaskGrain(
    DeployedTaskTable table, RunSubmission submission, IOptions<DeployedTaskOptions> options, TimeProvider time, ILogger<DeployedTaskGrain> logger)
    : Grain, IDeployedTaskGrain
{
    /// <summary>From a plan to a run that has failed at once and the plan for the next: more are not needed.</summary>
    private const int MostSteps = 8;

    private const int MostError = 2_000;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        PlacementHint.Forget();
        return base.OnActivateAsync(cancellationToken);
    }

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        for (var step = 0; step < MostSteps && await StepAsync(cancellationToken); step++)
        {
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => LookAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => LookAsync(cancellationToken);

    public async Task<IReadOnlyList<DeployedTaskRun>> ListRunsAsync(int limit, CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } row)
        {
            throw RefusedException.NotFound($"There is no deployed task '{this.GetPrimaryKeyString()}'.");
        }

        var runs = await table.ListRunsAsync(row.DeploymentId, Math.Clamp(limit, 1, options.Value.MaxRuns), cancellationToken);
        return await Task.WhenAll(runs.Select(run => PresentAsync(run.ToRun(), cancellationToken)));
    }

    /// <summary>Does what is to be done next. False: there is nothing to do for now.</summary>
    private async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } row)
        {
            return false;
        }

        var now = time.GetUtcNow();
        return row switch
        {
            { Task: { } task } => await FollowAsync(row, new TaskId(task), cancellationToken),
            { IsSubmitting: true } => await SubmitAsync(row, cancellationToken),
            { IsRunning: false } => row.NextRun is not null && await table.PlanAsync(row, next: null, cancellationToken),
            { NextRun: null } => await table.PlanAsync(row, row.Schedule.Repeats ? row.Schedule.Next(now, row.DeployedAt) : now, cancellationToken),
            _ => row.NextRun <= now.ToUnixTimeMilliseconds() && await table.BeginAsync(row, now, options.Value.MaxRuns, cancellationToken),
        };
    }

    private async Task<DeployedTaskRow?> FindAsync(CancellationToken cancellationToken)
    {
        var row = DeploymentId.TryParse(this.GetPrimaryKeyString(), out var id) ? await table.FindAsync(id, cancellationToken) : null;
        if (row is null)
        {
            DeactivateOnIdle();
        }

        return row;
    }

    /// <summary>Looks whether the run has ended, and has it end where the process does not run any more.</summary>
    private async Task<bool> FollowAsync(DeployedTaskRow row, TaskId task, CancellationToken cancellationToken)
    {
        try
        {
            var info = row.IsRunning ? await Grain(task).DescribeAsync(cancellationToken) : await CancelAsync(task, cancellationToken);
            return info.IsEnded && await EndAsync(
                row, info.Status, info.Status == ComputeTaskStatus.Failed ? info.Error ?? "The task failed." : null, info.Finished, cancellationToken);
        }
        catch (RefusedException refused) when (refused.Reason == RefusalReason.NotFound)
        {
            return await EndAsync(row, ComputeTaskStatus.Failed, $"Nobody knows any more what became of {task}.", ended: null, cancellationToken);
        }
    }

    /// <summary>Submits the task of a run that was begun, unless it was before. Where it cannot be now, the next look does.</summary>
    private async Task<bool> SubmitAsync(DeployedTaskRow row, CancellationToken cancellationToken)
    {
        if (await submission.FindAsync(row, cancellationToken) is { } submitted)
        {
            return await SetTaskAsync(row, submitted, cancellationToken);
        }

        if (!row.IsRunning)
        {
            return await EndAsync(row, ComputeTaskStatus.Cancelled, error: null, ended: null, cancellationToken);
        }

        TaskSpec prepared;
        try
        {
            prepared = await submission.PrepareAsync(row, await table.ReadInputAsync(row.DeploymentId, cancellationToken), cancellationToken);
        }
        catch (RefusedException refused) when (!IsPassing(refused))
        {
            return await EndAsync(row, ComputeTaskStatus.Failed, refused.Message, ended: null, cancellationToken);
        }

        TaskId task;
        try
        {
            task = await submission.SubmitAsync(row, prepared, cancellationToken);
        }
        catch (RefusedException refused) when (refused.Reason == RefusalReason.Conflict)
        {
            // Another activation was just submitting it; by the next look it has.
            return false;
        }
        catch (RefusedException refused) when (!IsPassing(refused))
        {
            return await EndAsync(row, ComputeTaskStatus.Failed, refused.Message, ended: null, cancellationToken);
        }

        return await SetTaskAsync(row, task, cancellationToken);
    }

    /// <summary>Notes which task the run is; has the task end where nobody waits for it.</summary>
    private async Task<bool> SetTaskAsync(DeployedTaskRow row, TaskId task, CancellationToken cancellationToken)
    {
        if (await table.SetTaskAsync(row, task, cancellationToken))
        {
            LogBegun(row.DeploymentId, row.Runs, task);
            return true;
        }

        if ((await FindAsync(cancellationToken))?.LastTask != task.Number)
        {
            // Meanwhile the deployment was deleted, or another activation has ended the run without the task.
            await CancelAsync(task, cancellationToken);
        }

        return false;
    }

    /// <summary>Ends a run. What follows is counted from its end, not from when it was seen: a run that takes shorter than a period misses none.</summary>
    private async Task<bool> EndAsync(
        DeployedTaskRow row, ComputeTaskStatus status, string? error, DateTimeOffset? ended, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var at = row.EndOf(ended ?? now);
        var end = row.IsRunning ? RunEnd.Of(row, status, at, Random.Shared.NextDouble()) : null;
        var said = error is { Length: > MostError } ? $"{error[..MostError]}…" : error;
        if (!await table.EndAsync(row, status, said, end, at, cancellationToken))
        {
            return false;
        }

        if (status == ComputeTaskStatus.Failed)
        {
            LogFailed(row.DeploymentId, row.Runs, said ?? string.Empty);
        }

        return end?.NextRun <= now;
    }

    private async Task<TaskInfo> CancelAsync(TaskId task, CancellationToken cancellationToken)
    {
        try
        {
            return await Grain(task).CancelAsync(cancellationToken);
        }
        catch (RefusedException refused) when (refused.Reason == RefusalReason.Conflict)
        {
            // It has just ended.
            return await Grain(task).DescribeAsync(cancellationToken);
        }
    }

    /// <summary>A run that goes on, as it is now.</summary>
    private async Task<DeployedTaskRun> PresentAsync(DeployedTaskRun run, CancellationToken cancellationToken)
    {
        if (run is not { Ended: null, Task: { } task })
        {
            return run;
        }

        try
        {
            return run with { Status = (await Grain(task).DescribeAsync(cancellationToken)).Status };
        }
        catch (RefusedException refused) when (refused.Reason == RefusalReason.NotFound)
        {
            return run;
        }
    }

    private ITaskGrain Grain(TaskId task) => GrainFactory.GetGrain<ITaskGrain>(task.ToString());

    private static bool IsPassing(RefusedException refused) =>
        refused.Reason is RefusalReason.Busy or RefusalReason.Unavailable or RefusalReason.Stale or RefusalReason.DeadlineExceeded;

    [LoggerMessage(Level = LogLevel.Debug, Message = "Run {Run} of {Deployment} is {Task}")]
    private partial void LogBegun(DeploymentId deployment, long run, TaskId task);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run} of {Deployment} has failed: {Reason}")]
    private partial void LogFailed(DeploymentId deployment, long run, string reason);
}
