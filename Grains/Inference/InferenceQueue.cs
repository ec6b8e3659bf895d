using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.NeuralNetworks;
using InfernoOrleans.Tensors.Compute;

namespace InfernoOrleans.Grains.Inference;

/// <summary>
/// The bounded queue in front of one loaded network, and the job on the silo's compute pool that drains it; where its deployment is entitled to
/// more than one worker while others want them too, there are two jobs. Whatever waited while the last
/// batch ran becomes the next one, up to a number of rows. A batch runs in slices, and after each the pool decides who is next. A row's
/// answer does not depend on the batch that it ran in.
/// </summary>
/// <remarks>
/// A request whose time is up, or whose sender gives up, is answered at once, by a timer or by the sender's token, whether the workers are
/// busy or not. There is one timer for all requests of a queue: it is set for the earliest deadline and hardly ever moved.
/// </remarks>
internal sealed partial class InferenceQueue : IAsyncDisposable
{
    private readonly InferencePlan plan;
    private readonly ComputePool pool;
    private readonly ComputeFlow flow;
    private readonly BatchingOptions options;
    private readonly TimeProvider time;
    private readonly ReplicaMeter meter;
    private readonly long mostBytes;
    private readonly Action<Exception>? broken;
    private readonly Action? beforeSlice;
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Lock guard = new();
    private readonly Queue<WaitingRequest> waiting = new();
    private long waitingBytes;
    private int waitingRows;
    private long droppedGivenUp;
    private long watchedDeadline = long.MaxValue;
    private bool closed;

    /// <summary>Why nothing is taken any more, where an operation of the network threw.</summary>
    private RefusedException? failure;

    /// <summary>Rows of one batch, by number and by bytes.</summary>
    private readonly int mostRows;

    /// <summary>Makes a queue in front of <paramref name="plan"/>, which must outlive it.</summary>
    /// <param name="plan">The network.</param>
    /// <param name="pool">Where it runs.</param>
    /// <param name="flow">Who pays.</param>
    /// <param name="options">How much waits and how batches are formed.</param>
    /// <param name="time">Says when the time of a request is up.</param>
    /// <param name="meter">Counts what happens.</param>
    /// <param name="mostBytes">Bytes of input that may wait at most, whatever the options say; no request with more is taken.</param>
    /// <param name="broken">Called once, by a worker, when an operation of the network has thrown, after everybody was told.</param>
    /// <param name="beforeSlice">Called by the worker before each slice; what it throws counts as thrown by the network.</param>
    public InferenceQueue(
        InferencePlan plan,
        ComputePool pool,
        ComputeFlow flow,
        BatchingOptions options,
        TimeProvider time,
        ReplicaMeter meter,
        long mostBytes = long.MaxValue,
        Action<Exception>? broken = null,
        Action? beforeSlice = null)
    {
        this.plan = plan;
        this.pool = pool;
        this.flow = flow;
        this.options = options;
        this.time = time;
        this.meter = meter;
        this.mostBytes = mostBytes;
        this.broken = broken;
        this.beforeSlice = beforeSlice;
        first = new Lane(this);
        mostRows = (int)Math.Min(options.MaxBatchRows, options.MaxBatchBytes / (sizeof(float) * ((long)plan.InputSize + plan.OutputSize)));
    }

    /// <summary>Queues a request; the task completes with its answer.</summary>
    /// <exception cref="RefusedException">The values do not fill rows of the network, the queue is full, or the time is up.</exception>
    public Task<InferenceAnswer> EnqueueAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        var rowBytes = plan.InputSize * sizeof(float);
        if (request.Rows.Length == 0 || request.Rows.Length % rowBytes != 0)
        {
            throw RefusedException.Invalid(
                "data",
                $"data holds {request.Rows.Length / sizeof(float)} numbers; it must hold {plan.InputSize} for each row, one row at least.");
        }

        if (request.Rows.Length > mostBytes)
        {
            throw RefusedException.Invalid(
                "data", $"data holds {request.Rows.Length:N0} bytes; the memory that was granted leaves {mostBytes:N0} for what waits. Send fewer rows at a time.");
        }

        meter.Came();
        var now = time.GetTimestamp();
        var deadline = now + (long)Math.Min(request.Timeout.TotalSeconds * time.TimestampFrequency, long.MaxValue / 2);
        var added = new WaitingRequest(request.Rows, request.Rows.Length / rowBytes, now, deadline, meter, cancellationToken, RequestTrace.Begin(time));
        if (deadline <= now)
        {
            added.Expire();
            return added.Task;
        }

        added.Watch();
        if (added.IsOpen)
        {
            Add(added);
        }

        return added.Task;
    }

    /// <summary>Requests that wait now.</summary>
    public int Depth => waiting.Count;

    /// <summary>Takes nothing new and completes when what was queued is answered.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (guard)
        {
            closed = true;
            SetDrainedIfEmpty();
        }

        Start();
        await drained.Task.ConfigureAwait(false);
        DisposeTimers();
    }

    /// <summary>Takes nothing new if there is nothing to do, and leaves the network alone from then on.</summary>
    public bool TryClose()
    {
        // Who has an answer may have it a moment before the slice that gave it ends.
        SpinWait.SpinUntil(() => Volatile.Read(ref scheduled) == 0, LongestEnd);
        lock (guard)
        {
            if (scheduled > 0 || closed || waiting.Count > 0)
            {
                return false;
            }

            closed = true;
            SetDrainedIfEmpty();
        }

        DisposeTimers();
        return true;
    }

    private void Add(WaitingRequest added)
    {
        bool taken;
        Lane? start;
        lock (guard)
        {
            taken = TryAdd(added);
            start = taken ? LaneToStart() : null;
        }

        if (!taken)
        {
            added.Unwatch();
            meter.Failed();
            throw failure ?? Busy(closed
                ? "The model is being unloaded. Try again in a moment."
                : $"{waiting.Count} requests wait for this model, which is all it takes. Try again in a moment.");
        }

        Submit(start);
    }

    private bool TryAdd(WaitingRequest added)
    {
        if (IsFullFor(added) && droppedGivenUp != meter.GivenUp)
        {
            DropUnwanted();
        }

        if (closed || IsFullFor(added))
        {
            return false;
        }

        waiting.Enqueue(added);
        waitingBytes += added.Rows.Length;
        waitingRows += added.RowCount;
        WatchDeadline(added.Deadline);
        return true;
    }

    private bool IsFullFor(WaitingRequest added) =>
        waiting.Count >= options.MaxQueuedRequests
        || (waitingBytes > 0 && waitingBytes + added.Rows.Length > Math.Min(options.MaxQueuedBytes, mostBytes));

    private void SetDrainedIfEmpty()
    {
        if (closed && scheduled == 0 && waiting.Count == 0)
        {
            drained.TrySetResult();
        }
    }
}
