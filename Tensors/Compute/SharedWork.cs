using System.Diagnostics;
using System.Runtime.InteropServices;

namespace InfernoOrleans.Tensors.Compute;

/// <summary>
/// Work in numbered units that the thread which has it shares with idle workers of a <see cref="ComputePool"/>. Each claims a run of units
/// until none is left, so nobody waits for a worker that has not come yet: whoever has the work from the first unit on, helpers from the last
/// backwards. So neighbouring units, which may write to the same cache lines, are done by one thread but for the last. One object serves one
/// piece of work after another.
/// </summary>
public abstract class SharedWork
{
    // As long as a worker waits awake.
    private static readonly long shortWait = Stopwatch.Frequency / 50_000;

    private int grain;
    private Exception? failure;
    private Meeting meeting;

    /// <summary>Does the units from <paramref name="first"/> to before <paramref name="last"/>, while other threads do others.</summary>
    protected abstract void RunUnits(int first, int last);

    /// <summary>Whether something is left to claim.</summary>
    internal bool IsOpen => Volatile.Read(ref meeting.Left) is var seen && First(seen) < Last(seen);

    /// <summary>Before anybody else knows of the work: how much it is, and of how many units runs should be multiples.</summary>
    internal void Begin(int count, int multiple)
    {
        (grain, failure, meeting.Helped) = (multiple, null, 0);
        Volatile.Write(ref meeting.Left, Range(0, count));
    }

    /// <summary>Claims and does one run of units.</summary>
    /// <param name="helps">Whether for somebody else.</param>
    /// <returns>False when none was left.</returns>
    internal bool RunNext(bool helps)
    {
        ulong seen = Volatile.Read(ref meeting.Left);
        while (First(seen) < Last(seen))
        {
            (int first, int last) = Claim(First(seen), Last(seen), helps);
            ulong after = helps ? Range(First(seen), first) : Range(last, Last(seen));
            ulong before = Interlocked.CompareExchange(ref meeting.Left, after, seen);
            if (before == seen)
            {
                RunUnits(first, last);
                return true;
            }

            seen = before;
        }

        return false;
    }

    /// <summary>A helper comes, as long as the work is on offer.</summary>
    internal void Enter() => Interlocked.Increment(ref meeting.Helpers);

    /// <summary>A helper goes.</summary>
    /// <param name="milliseconds">What it has spent.</param>
    /// <param name="exception">Why it could not go on, if it could not.</param>
    internal void Leave(double milliseconds, Exception? exception)
    {
        if (exception is not null)
        {
            Interlocked.CompareExchange(ref failure, exception, null);
        }

        Interlocked.Add(ref meeting.Helped, (long)(milliseconds * 1e6));
        Interlocked.Decrement(ref meeting.Helpers);
    }

    /// <summary>Waits, once the work is no longer on offer, for what helpers have claimed.</summary>
    /// <returns>The milliseconds that they spent.</returns>
    internal double WaitForHelpers()
    {
        // They are about to end: pauses that grow longer and longer would outlast them, unless the system runs something else in their place.
        long started = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref meeting.Helpers) > 0 && Stopwatch.GetTimestamp() - started < shortWait)
        {
            Thread.SpinWait(1);
        }

        SpinWait wait = default;
        while (Volatile.Read(ref meeting.Helpers) > 0)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }

        return failure is null ? meeting.Helped / 1e6 : throw new AggregateException(failure);
    }

    /// <summary>Shorter and shorter runs at either end, so that all end at about the same time.</summary>
    private (int First, int Last) Claim(int first, int last, bool helps)
    {
        int size = Math.Max(1, (last - first) / 4);
        if (!helps)
        {
            return (first, first + size - (size > grain ? size % grain : 0));
        }

        int start = last - size;
        return (size > grain ? start + ((grain - (start % grain)) % grain) : start, last);
    }

    private static int First(ulong range) => (int)(uint)range;

    private static int Last(ulong range) => (int)(range >> 32);

    private static ulong Range(int first, int last) => ((ulong)last << 32) | (uint)first;

    /// <summary>
    /// What all threads write to, in a cache line of its own: each claim brings it over from another processor, which takes some tenths of a
    /// microsecond, and nothing else is to wait for it.
    /// </summary>
    [StructLayout(LayoutKind.Explicit, Size = 3 * CacheLine)]
    private struct Meeting
    {
        private const int CacheLine = 64;

        /// <summary>What is left to claim: from the unit in the lower half to before that in the upper half.</summary>
        [FieldOffset(CacheLine)]
        public ulong Left;

        /// <summary>The nanoseconds that helpers have spent.</summary>
        [FieldOffset(CacheLine + 8)]
        public long Helped;

        /// <summary>The helpers that have come and not gone.</summary>
        [FieldOffset(CacheLine + 16)]
        public int Helpers;
    }
}
