using System.Diagnostics;
using System.Runtime.InteropServices;

namespace InfernoOrleans.Tensors;

/// <summary>
/// Native bytes at a 64-byte boundary (a cache line, the widest vector), counted in a ledger; from 2 MB on in huge pages where the
/// system has them.
/// </summary>
/// <remarks>
/// It is made with one share; each further one must be disposed, too, and the last frees the memory. The finalizer frees what was never
/// disposed, so whoever uses a span of this memory must keep the buffer reachable meanwhile (<see cref="GC.KeepAlive"/>).
/// </remarks>
internal sealed unsafe partial class NativeBuffer : IDisposable
{
    private const nuint Alignment = 64;
    private const nuint HugePage = 2 << 20;
    private const int MadviseHugePage = 14;

    private readonly MemoryReservation? reservation;
    private readonly TensorLeak? leak;
    private nint address;
    private int shares = 1;

    /// <summary>Allocates.</summary>
    /// <param name="bytes">How many, at least 0.</param>
    /// <param name="ledger">What counts them.</param>
    /// <param name="leak">What to report if the memory is never disposed; nothing when absent.</param>
    /// <param name="zeroed">Whether they are set to 0; if not they hold anything, and the system may provide them as they are touched.</param>
    /// <exception cref="MemoryRefusedException">The ledger has no room.</exception>
    public NativeBuffer(long bytes, MemoryLedger ledger, TensorLeak? leak = null, bool zeroed = true)
    {
        this.leak = leak;
        reservation = ledger.Reserve(bytes);
        Ledger = ledger;
        Bytes = bytes;
        try
        {
            // A byte at least: an empty tensor is alive until disposed, too.
            nuint size = (nuint)Math.Max(bytes, 1);
            address = (nint)NativeMemory.AlignedAlloc(size, size < HugePage ? Alignment : HugePage);
            if (size >= HugePage && OperatingSystem.IsLinux())
            {
                // A wish: without huge pages the kernels only miss the address cache more often.
                _ = Madvise((void*)address, size - (size % HugePage), MadviseHugePage);
            }

            if (zeroed)
            {
                NativeMemory.Clear((void*)address, size);
            }
        }
        catch
        {
            reservation.Dispose();
            throw;
        }
    }

    ~NativeBuffer()
    {
        if (address == 0)
        {
            return;
        }

        Debug.WriteLine($"{Bytes} bytes of native memory were never disposed; they were freed late.");
        Free();
        if (leak is not null)
        {
            TensorLeaks.Report(leak);
        }
    }

    public long Bytes { get; }

    public MemoryLedger Ledger { get; }

    /// <summary>The first byte.</summary>
    /// <exception cref="ObjectDisposedException">The memory was released.</exception>
    public byte* Start()
    {
        ObjectDisposedException.ThrowIf(address == 0, typeof(Tensor));
        return (byte*)address;
    }

    /// <summary>One share more.</summary>
    /// <exception cref="ObjectDisposedException">The memory was released.</exception>
    public NativeBuffer Share()
    {
        int seen = Volatile.Read(ref shares);
        while (true)
        {
            ObjectDisposedException.ThrowIf(seen == 0, typeof(Tensor));
            int before = Interlocked.CompareExchange(ref shares, seen + 1, seen);
            if (before == seen)
            {
                return this;
            }

            seen = before;
        }
    }

    /// <summary>Gives back one share. Where none is left this does nothing.</summary>
    public void Dispose()
    {
        int seen = Volatile.Read(ref shares);
        while (seen > 0)
        {
            int before = Interlocked.CompareExchange(ref shares, seen - 1, seen);
            if (before == seen)
            {
                break;
            }

            seen = before;
        }

        if (seen == 1)
        {
            Free();
            GC.SuppressFinalize(this);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(void* start, nuint length, int advice);

    private void Free()
    {
        nint held = Interlocked.Exchange(ref address, 0);
        if (held != 0)
        {
            NativeMemory.AlignedFree((void*)held);
            reservation!.Dispose();
        }
    }
}
