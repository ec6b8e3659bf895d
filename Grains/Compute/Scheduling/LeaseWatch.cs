using InfernoOrleans.Grains.Compute.Tables;

namespace InfernoOrleans.Grains.Compute.Scheduling;

/// <summary>
/// Finds attempts whose silo is gone, or does not have them (any more) though it should. It is no matter if one of them runs on: what it
/// writes is without effect.
/// </summary>
internal sealed class LeaseWatch(TimeSpan lease, TaskRetry retry, TimeProvider time)
{
    /// <summary>How often a task may be lost in addition to the attempts that may fail.</summary>
    private const int MostLosses = 50;

    private readonly Dictionary<AttemptId, long> missing = [];

    /// <summary>Ends what is lost.</summary>
    /// <param name="held">The attempts that silos have, by the database.</param>
    /// <param name="isGone">Whether a silo has left the cluster.</param>
    /// <param name="has">Whether a silo says that it has an attempt.</param>
    public IReadOnlyList<(HeldTask Task, AttemptEnd End)> Sweep(IReadOnlyList<HeldTask> held, Func<string, bool> isGone, Func<string, AttemptId, bool> has)
    {
        var now = time.GetTimestamp();
        var lost = new List<(HeldTask, AttemptEnd)>();
        var stillMissing = new HashSet<AttemptId>();
        foreach (var task in held)
        {
            if (isGone(task.Executor) || (!has(task.Executor, task.AttemptId) && IsOverdue(task.AttemptId, now, stillMissing)))
            {
                lost.Add((task, End(task)));
            }
        }

        foreach (var attempt in missing.Keys.Where(attempt => !stillMissing.Contains(attempt)).ToArray())
        {
            missing.Remove(attempt);
        }

        return lost;
    }

    private bool IsOverdue(AttemptId attempt, long now, HashSet<AttemptId> stillMissing)
    {
        stillMissing.Add(attempt);
        if (missing.TryGetValue(attempt, out var since))
        {
            return time.GetElapsedTime(since, now) >= lease;
        }

        missing.Add(attempt, now);
        return false;
    }

    /// <summary>An attempt that was not seen to run is not held against the task, within reason.</summary>
    private AttemptEnd End(HeldTask task) => task.IsRunning || task.Attempt >= task.MaxAttempts + MostLosses
        ? retry.End(task.AttemptId, task.Node, task.Failures, task.MaxAttempts, $"The silo of {task.Node} was lost while the task ran.")
        : AttemptEnd.Released(task.AttemptId);
}
