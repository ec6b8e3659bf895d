namespace InfernoOrleans.Grains.Inference;

/// <content>What happens to waiting requests as time passes. All of it under the guard but the callbacks.</content>
internal sealed partial class InferenceQueue
{
    private static readonly TimeSpan longestTimer = TimeSpan.FromDays(1);

    // Made when they are first set: of many replicas most may never be asked.
    private ITimer? deadlines;
    private ITimer? delay;

    /// <summary>Whether the next batch should run now; if it should later, the timer is set.</summary>
    private bool IsReady()
    {
        if (!waiting.TryPeek(out var oldest))
        {
            return false;
        }

        if (options.MaxDelay == TimeSpan.Zero || closed || waitingRows >= mostRows)
        {
            return true;
        }

        var left = options.MaxDelay - time.GetElapsedTime(oldest.QueuedAt);
        if (left <= TimeSpan.Zero)
        {
            return true;
        }

        Set(delay ??= NewTimer(static queue => queue.Start()), left);
        return false;
    }

    private void OnDeadline()
    {
        lock (guard)
        {
            watchedDeadline = long.MaxValue;
            DropUnwanted();
            foreach (var request in waiting)
            {
                WatchDeadline(request.Deadline);
            }
        }
    }

    private void WatchDeadline(long deadline)
    {
        if (deadline < watchedDeadline)
        {
            watchedDeadline = deadline;
            Set(deadlines ??= NewTimer(static queue => queue.OnDeadline()), time.GetElapsedTime(time.GetTimestamp(), deadline));
        }
    }

    /// <summary>Takes out what has expired or was cancelled; the others keep their order.</summary>
    private void DropUnwanted()
    {
        droppedGivenUp = meter.GivenUp;
        var now = time.GetTimestamp();
        for (var left = waiting.Count; left > 0; left--)
        {
            var request = waiting.Dequeue();
            if (StillWanted(request, now))
            {
                waiting.Enqueue(request);
            }
            else
            {
                waitingBytes -= request.Rows.Length;
                waitingRows -= request.RowCount;
            }
        }
    }

    private static bool StillWanted(WaitingRequest request, long now)
    {
        if (request.IsOpen && request.Deadline <= now)
        {
            request.Expire();
        }

        return request.IsOpen;
    }

    /// <summary>A timer that is not set, and that keeps nothing of the context of the grain that makes the queue.</summary>
    private ITimer NewTimer(Action<InferenceQueue> callback)
    {
        using var suppressed = ExecutionContext.SuppressFlow();
        return time.CreateTimer(_ => callback(this), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private void DisposeTimers()
    {
        deadlines?.Dispose();
        delay?.Dispose();
    }

    /// <summary>Sets a timer, in whole milliseconds, rounded up: what it is for is then past.</summary>
    private static void Set(ITimer timer, TimeSpan due) => timer.Change(
        due < longestTimer ? TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(due.TotalMilliseconds))) : longestTimer,
        Timeout.InfiniteTimeSpan);
}
