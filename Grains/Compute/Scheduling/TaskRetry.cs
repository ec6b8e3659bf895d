using InfernoOrleans.Grains.Compute.Tables;

namespace InfernoOrleans.Grains.Compute.Scheduling;

/// <summary>What becomes of a task whose attempt failed in a way that another may not: it is tried again later, until it has failed too often.</summary>
internal sealed class TaskRetry(TimeProvider time, Random chance)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Ends an attempt that failed.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="node">Where.</param>
    /// <param name="failures">How many have failed before.</param>
    /// <param name="maxAttempts">How many may fail.</param>
    /// <param name="error">Why, for the one who sent the task.</param>
    public AttemptEnd End(AttemptId attempt, string node, int failures, int maxAttempts, string error)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var isLast = failures + 1 >= maxAttempts;
        return new AttemptEnd
        {
            Id = attempt,
            State = isLast ? TaskState.Failed : TaskState.Delayed,
            IsFailure = true,
            FailedOn = node,
            NotBefore = isLast ? 0 : now + (long)Pause(failures).TotalMilliseconds,
            Error = isLast && maxAttempts > 1 ? $"{error} That was the last of {maxAttempts} attempts." : error,
            Finished = isLast ? now : null,
        };
    }

    /// <summary>Half a second after the first failure, twice as long after each further one; a fifth more or less.</summary>
    private TimeSpan Pause(int failures)
    {
        var pause = First * Math.Pow(2, Math.Min(failures, 10));
        return (pause < Longest ? pause : Longest) * (0.8 + (0.4 * chance.NextDouble()));
    }
}
