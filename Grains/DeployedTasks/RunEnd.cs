using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Processes;

namespace InfernoOrleans.Grains.DeployedTasks;

/// <summary>
/// What follows from the end of a run, by the restart policy and the schedule. A process that runs by a schedule does not fail as a whole: when a
/// run has failed as often as it may, the next one that the schedule says is still begun.
/// </summary>
/// <param name="NextRun">When the next run begins; null when none does.</param>
/// <param name="Status">The state of the process from then on.</param>
/// <param name="Failures">How many runs in a row have failed.</param>
internal sealed record RunEnd(DateTimeOffset? NextRun, DeploymentStatus Status, int Failures)
{
    /// <summary>Decides.</summary>
    /// <param name="row">The deployed task and its policy.</param>
    /// <param name="status">How the run ended.</param>
    /// <param name="now">When.</param>
    /// <param name="jitter">A number from 0 to 1, by chance.</param>
    public static RunEnd Of(DeployedTaskRow row, ComputeTaskStatus status, DateTimeOffset now, double jitter)
    {
        var scheduled = row.Schedule.Next(now, row.DeployedAt);
        if (status != ComputeTaskStatus.Failed)
        {
            var again = scheduled ?? (row.Policy.Mode == RestartMode.Always ? now + TimeSpan.FromMilliseconds(row.BackoffMs) : null);
            return new RunEnd(again, again is null ? DeploymentStatus.Stopped : DeploymentStatus.Running, Failures: 0);
        }

        var failures = row.Failures + 1;
        var retry = row.Policy.Next(failures, now.ToUnixTimeMilliseconds(), jitter) is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : (DateTimeOffset?)null;
        var next = retry is null || scheduled < retry ? scheduled ?? retry : retry;
        return new RunEnd(next, next is null ? DeploymentStatus.Failed : DeploymentStatus.Running, failures);
    }
}
