using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Inference;

/// <summary>A queued request and the task that its sender awaits.</summary>
/// <param name="rows">The inputs.</param>
/// <param name="rowCount">How many rows they are.</param>
/// <param name="queuedAt">When it came, as a timestamp.</param>
/// <param name="deadline">The timestamp at which nobody waits for it any more.</param>
/// <param name="meter">Counts how it ends.</param>
/// <param name="cancellationToken">Tells that its sender has given up.</param>
/// <param name="trace">What its spans hang on; null where it is not traced.</param>
internal sealed class WaitingRequest(
    ReadOnlyMemory<byte> rows, int rowCount, long queuedAt, long deadline, ReplicaMeter meter, CancellationToken cancellationToken, RequestTrace? trace = null)
    : TaskCompletionSource<InferenceAnswer>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private CancellationTokenRegistration cancellation;
    private int ended;

    public ReadOnlyMemory<byte> Rows => rows;

    public int RowCount => rowCount;

    public RequestTrace? Trace => trace;

    public long QueuedAt => queuedAt;

    public long Deadline => deadline;

    /// <summary>Whether it still has to be answered.</summary>
    public bool IsOpen => Volatile.Read(ref ended) == 0;

    /// <summary>From here on the sender is answered as soon as it gives up, whatever the workers do.</summary>
    public void Watch() => cancellation = cancellationToken.UnsafeRegister(static waiting => ((WaitingRequest)waiting!).GiveUp(), this);

    public void Unwatch() => cancellation.Unregister();

    public void Answer(InferenceAnswer answer)
    {
        Unwatch();
        if (TryEnd())
        {
            meter.Answered(queuedAt);
            SetResult(answer);
        }
    }

    public void Fail(Exception exception)
    {
        Unwatch();
        if (TryEnd())
        {
            meter.Failed();
            SetException(exception);
        }
    }

    /// <summary>Tells the sender that its time is up.</summary>
    public void Expire() => Fail(new RefusedException(
        RefusalReason.DeadlineExceeded, "The request waited for its turn until its time was up; it was not executed."));

    private void GiveUp()
    {
        if (TryEnd())
        {
            meter.GaveUp();
            SetCanceled(cancellationToken);
        }
    }

    /// <summary>Only the first way to end counts; it is counted before the sender is told, who then finds itself counted.</summary>
    private bool TryEnd() => Interlocked.Exchange(ref ended, 1) == 0;
}
