using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.DeployedTasks;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Processes;

namespace InfernoOrleans.Grains.DeployedTasks;

/// <summary>A row of <c>deployed_tasks</c> with the state and the policy of its process, and with the run that was begun last.</summary>
internal sealed class DeployedTaskRow
{
    public long Deployment { get; init; }

    public required string Name { get; init; }

    public required string Status { get; init; }

    public long Created { get; init; }

    public required string RestartMode { get; init; }

    public int? MaxRestarts { get; init; }

    public long BackoffMs { get; init; }

    /// <summary>How many agents may answer in one run; 0 for as many as there are.</summary>
    public int Agents { get; init; }

    /// <summary>How many runs in a row have failed.</summary>
    public int Failures { get; init; }

    public required string Type { get; init; }

    /// <summary>What each run is, as JSON.</summary>
    public required string Spec { get; init; }

    /// <summary>The numbers of each run; null where there are none, and where they were not read.</summary>
    public byte[]? Input { get; init; }

    public string? Cron { get; init; }

    public string? TimeZone { get; init; }

    public long? EveryMs { get; init; }

    /// <summary>How many runs were begun.</summary>
    public long Runs { get; init; }

    /// <summary>The task of the run that goes on.</summary>
    public long? Task { get; init; }

    /// <summary>The task of the last run.</summary>
    public long? LastTask { get; init; }

    /// <summary>When the next run begins, in milliseconds since 1970.</summary>
    public long? NextRun { get; init; }

    /// <summary>When the last run was begun, in milliseconds since 1970; null where none was.</summary>
    public long? Started { get; init; }

    /// <summary>Whether a run was begun of which nobody knows yet which task it is: its task may have been submitted or not.</summary>
    public bool IsSubmitting { get; init; }

    public DeploymentId DeploymentId => new(Deployment);

    public bool IsRunning => Status == nameof(DeploymentStatus.Running);

    public DateTimeOffset DeployedAt => DateTimeOffset.FromUnixTimeMilliseconds(Created);

    public RestartPolicy Policy => new(Enum.Parse<RestartMode>(RestartMode), MaxRestarts, BackoffMs);

    public RunSchedule Schedule => field ??= RunSchedule.Of(Cron is null && EveryMs is null ? null : new TaskSchedule(Cron, TimeZone, EveryMs));

    /// <summary>
    /// When the last run ended, which is not before it was begun: where the clocks of silos differ, the time that it was begun for would else come
    /// once more.
    /// </summary>
    /// <param name="said">When it did by the clock of the silo that ran it.</param>
    public DateTimeOffset EndOf(DateTimeOffset said) =>
        Started is { } started && said.ToUnixTimeMilliseconds() < started ? DateTimeOffset.FromUnixTimeMilliseconds(started) : said;

    public DeployedTaskInfo ToInfo() => new(
        Type,
        Schedule.Spec,
        Runs,
        LastTask is { } task ? new TaskId(task) : null,
        NextRun is { } next ? DateTimeOffset.FromUnixTimeMilliseconds(next) : null);
}
