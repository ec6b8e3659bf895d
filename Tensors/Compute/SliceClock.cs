using System.Runtime.InteropServices;

namespace InfernoOrleans.Tensors.Compute;

/// <summary>
/// What flows pay: the calling thread's time on a processor where the system tells it (Linux), so that a slice which was interrupted costs no
/// more than one which was not; elsewhere, and with a clock of the caller's, what that shows.
/// </summary>
internal sealed partial class SliceClock(TimeProvider? time)
{
    // CLOCK_THREAD_CPUTIME_ID of Linux.
    private const int ThreadProcessorTime = 3;

    private readonly bool ofThread = time is null && OperatingSystem.IsLinux() && nint.Size == 8 && ReadClock(ThreadProcessorTime, out _) == 0;
    private readonly TimeProvider time = time ?? TimeProvider.System;

    /// <summary>Milliseconds since some moment; differences count, taken on one thread.</summary>
    public double Now
    {
        get
        {
            if (!ofThread)
            {
                return Passing;
            }

            _ = ReadClock(ThreadProcessorTime, out TimeSpecification now);
            return (now.Seconds * 1e3) + (now.Nanoseconds / 1e6);
        }
    }

    /// <summary>
    /// The same of the time that passes, for what takes microseconds and is waited for: where the system is a guest, the time on a processor may
    /// take more than one to read.
    /// </summary>
    public double Passing => time.GetTimestamp() * 1e3 / time.TimestampFrequency;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [SuppressGCTransition]
    private static partial int ReadClock(int clock, out TimeSpecification time);

    /// <summary>C's timespec where words have 64 bits.</summary>
    private struct TimeSpecification
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
