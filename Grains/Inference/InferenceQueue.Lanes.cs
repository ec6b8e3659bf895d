using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tensors.Compute;

namespace InfernoOrleans.Grains.Inference;

/// <content>
/// The jobs that drain the queue. One is enough as long as a share of the processors is not asked for: alone it has idle workers help, and among
/// equals it gets as much as the others. A deployment with a greater weight than others may be entitled to more than the one worker that a job can
/// have at a time: while others compete it has a second.
/// </content>
internal sealed partial class InferenceQueue
{
    private readonly Lane first;
    private Lane? second;

    /// <summary>The lanes that are in the pool.</summary>
    private int scheduled;

    /// <summary>Whether others want the workers, too.</summary>
    private bool IsContended => pool.Jobs > scheduled;

    private void Start()
    {
        Lane? start;
        lock (guard)
        {
            start = LaneToStart();
        }

        Submit(start);
    }

    /// <summary>The lane that the caller is to give to the pool, after it has left the lock; null where none is to be.</summary>
    private Lane? LaneToStart()
    {
        if (!IsReady())
        {
            return null;
        }

        var lane = !first.IsScheduled ? first
            : flow.Weight > 1 && second?.IsScheduled != true && IsContended ? second ??= new Lane(this)
            : null;
        if (lane is not null)
        {
            lane.IsScheduled = true;
            scheduled++;
        }

        return lane;
    }

    private void Submit(Lane? lane)
    {
        if (lane is null)
        {
            return;
        }

        try
        {
            if (!pool.TrySubmit(flow, lane))
            {
                NotSubmitted(lane, "The server has more work than it can take. Try again in a moment.");
            }
        }
        catch (ObjectDisposedException)
        {
            NotSubmitted(lane, Stopping);
        }
    }

    private void NotSubmitted(Lane lane, string because)
    {
        lock (guard)
        {
            End(lane);
            if (lane == first)
            {
                FailWaiting(Busy(because));
            }

            SetDrainedIfEmpty();
        }
    }

    private bool RunSlice(Lane lane)
    {
        if (lane.Batch.Requests == 0)
        {
            TakeBatch(lane.Batch);
            lane.Trace = BatchTrace.Begin(lane.Batch, plan.DType, time);
        }

        if (lane.Batch.Requests > 0)
        {
            RunRows(lane);
        }

        Lane? start;
        lock (guard)
        {
            if (lane.Batch.Requests == 0 && !(IsReady() && (lane == first || IsContended)))
            {
                // From here on another worker may run this job.
                End(lane);
                SetDrainedIfEmpty();
                return false;
            }

            start = LaneToStart();
        }

        Submit(start);
        return true;
    }

    private void Finish(Lane lane, Exception failure)
    {
        lane.Batch.Fail(failure);
        Clear(lane);
        lock (guard)
        {
            End(lane);
            FailWaiting(Busy(Stopping));
            SetDrainedIfEmpty();
        }
    }

    private void End(Lane lane)
    {
        if (lane.IsScheduled)
        {
            lane.IsScheduled = false;
            scheduled--;
        }
    }

    private void TakeBatch(InferenceBatch batch)
    {
        lock (guard)
        {
            var now = time.GetTimestamp();
            while (waiting.TryPeek(out var next) && (batch.Requests == 0 || batch.Rows + next.RowCount <= mostRows))
            {
                waiting.Dequeue();
                waitingBytes -= next.Rows.Length;
                waitingRows -= next.RowCount;
                if (StillWanted(next, now))
                {
                    batch.Add(next);
                }
            }

            if (batch.Rows > 0)
            {
                meter.Batched(batch.Rows);
            }
        }
    }

    private void RunRows(Lane lane)
    {
        try
        {
            beforeSlice?.Invoke();
            var started = time.GetTimestamp();
            var done = lane.Batch.Run(lane.SliceSize.Rows, lane.SliceSize.MultiplyAdds, waiting.Count);

            // What others helped with may have to be done alone the next time.
            lane.SliceSize.Learn(done, time.GetElapsedTime(started) + TimeSpan.FromMilliseconds(ComputePool.HelpedMilliseconds));
        }
        catch (RefusedException refused)
        {
            lane.Batch.Fail(refused);
        }
        catch (Exception exception)
        {
            Break(lane.Batch, exception);
        }

        if (lane.Batch.IsDone)
        {
            Clear(lane);
        }
    }

    private void Clear(Lane lane)
    {
        lane.Batch.Clear();
        lane.Trace?.End(time.GetUtcNow());
        lane.Trace = null;
    }

    /// <summary>One batch after another.</summary>
    private sealed class Lane(InferenceQueue queue) : IComputeJob
    {
        // Only the slice that runs touches these three.
        public InferenceBatch Batch { get; } = new(queue.plan, queue.pool);

        public BatchTrace? Trace { get; set; }

        public SliceSize SliceSize { get; } = new(queue.plan.Architecture.ParameterCount);

        /// <summary>Whether it is in the pool. Guarded.</summary>
        public bool IsScheduled { get; set; }

        public bool RunSlice() => queue.RunSlice(this);

        public void Charge(double milliseconds) => queue.meter.Charged(milliseconds);

        public void Finish(Exception? failure)
        {
            if (failure is not null)
            {
                queue.Finish(this, failure);
            }
        }
    }
}
