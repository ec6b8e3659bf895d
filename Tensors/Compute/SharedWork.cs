namespace InfernoOrleans.Tensors.Compute;

/// <summary>
/// Work in numbered units that the thread which has it shares with idle workers of a <see cref="ComputePool"/>. Each claims a run of units
/// from one counter until none is left, so nobody waits for a worker that has not come yet. One object serves one piece of work after another.
/// </summary>
public abstract class SharedWork
{
    private readonly Lock guard = new();
    private int units;
    private int grain;
    private int next;
    private int helpers;
    private double helped;
    private Exception? failure;

    /// <summary>Does the units from <paramref name="first"/> to before <paramref name="last"/>, while other threads do others.</summary>
    protected abstract void RunUnits(int first, int last);

    /// <summary>Whether something is left to claim.</summary>
    internal bool IsOpen => Volatile.Read(ref next) < Volatile.Read(ref units);

    /// <summary>Before anybody else knows of the work: how much it is, and of how many units runs should be multiples.</summary>
    internal void Begin(int count, int multiple)
    {
        (units, grain, helped, failure) = (count, multiple, 0, null);
        Volatile.Write(ref next, 0);
    }

    /// <summary>Claims and does one run of units.</summary>
    /// <returns>False when none was left.</returns>
    internal bool RunNext()
    {
        int first = Volatile.Read(ref next);
        while (first < units)
        {
            // Shorter and shorter runs, so that all end at about the same time.
            int size = Math.Max(1, (units - first) / 4);
            size -= size > grain ? size % grain : 0;
            int before = Interlocked.CompareExchange(ref next, first + size, first);
            if (before == first)
            {
                RunUnits(first, first + size);
                return true;
            }

            first = before;
        }

        return false;
    }

    /// <summary>A helper comes, as long as the work is on offer.</summary>
    internal void Enter() => Interlocked.Increment(ref helpers);

    /// <summary>A helper goes.</summary>
    /// <param name="milliseconds">What it has spent.</param>
    /// <param name="exception">Why it could not go on, if it could not.</param>
    internal void Leave(double milliseconds, Exception? exception)
    {
        lock (guard)
        {
            helped += milliseconds;
            failure ??= exception;
        }

        Interlocked.Decrement(ref helpers);
    }

    /// <summary>Waits, once the work is no longer on offer, for what helpers have claimed.</summary>
    /// <returns>The milliseconds that they spent.</returns>
    internal double WaitForHelpers()
    {
        SpinWait wait = default;
        while (Volatile.Read(ref helpers) > 0)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }

        return failure is null ? helped : throw new AggregateException(failure);
    }
}
