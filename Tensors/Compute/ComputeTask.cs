namespace InfernoOrleans.Tensors.Compute;

/// <summary>A job given as a delegate, and the task that its sender awaits.</summary>
/// <remarks>
/// Cancelled while it waits, the task is cancelled at once; cancelled during a slice, when the slice ends: a sender that sees the task
/// completed knows that nothing of it runs any more.
/// </remarks>
internal sealed class ComputeTask(Func<bool> runSlice, Action<double>? charge, CancellationToken cancellationToken)
    : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), IComputeJob
{
    private const int Waits = 0;
    private const int Runs = 1;
    private const int Ended = 2;

    private int state;
    private CancellationTokenRegistration cancellation;

    /// <summary>Heeds cancellation from here on; called before the job is submitted.</summary>
    public void Watch() => cancellation = cancellationToken.UnsafeRegister(static task => ((ComputeTask)task!).CancelIfWaiting(), this);

    public void Unwatch() => cancellation.Unregister();

    public bool RunSlice()
    {
        if (Interlocked.CompareExchange(ref state, Runs, Waits) != Waits)
        {
            return false;
        }

        bool more = runSlice();
        if (!more)
        {
            return false;
        }

        Volatile.Write(ref state, Waits);
        if (cancellationToken.IsCancellationRequested)
        {
            CancelIfWaiting();
            return false;
        }

        return true;
    }

    public void Charge(double milliseconds) => charge?.Invoke(milliseconds);

    public void Finish(Exception? failure)
    {
        Unwatch();
        if (Interlocked.Exchange(ref state, Ended) == Ended)
        {
            return;
        }

        switch (failure)
        {
            case null:
                SetResult();
                break;
            case OperationCanceledException when cancellationToken.IsCancellationRequested:
                SetCanceled(cancellationToken);
                break;
            default:
                SetException(failure);
                break;
        }
    }

    private void CancelIfWaiting()
    {
        if (Interlocked.CompareExchange(ref state, Ended, Waits) == Waits)
        {
            SetCanceled(cancellationToken);
        }
    }
}
