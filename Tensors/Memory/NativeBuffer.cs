using System.Diagnostics;
using System.Runtime.InteropServices;

namespace InfernoOrleans.Tensors;

/// <summary>
/// Zeroed native bytes at a 64-byte boundary (a cache line, the widest vector), counted in a ledger; from 2 MB on in huge pages where the
/// system has them.
/// </summary>
/// <remarks>
/// The finalizer frees what was never disposed, so whoever uses a span of this memory must keep the buffer reachable meanwhile
/// (<see cref="GC.KeepAlive"/>).
/// </remarks>
internal sealed unsafe partial class NativeBuffer : IDisposable
{
    private const nuint Alignment = 64;
    private const nuint HugePage = 2 << 20;
    private const int MadviseHugePage = 14;

    private readonly MemoryReservation? reservation;
    private nint address;

    public NativeBuffer(long bytes, MemoryLedger ledger)
    {
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

            NativeMemory.Clear((void*)address, size);
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

        Debug.WriteLine($"A tensor of {Bytes} bytes was never disposed; its memory was freed late.");
        Release();
    }

    public long Bytes { get; }

    public MemoryLedger Ledger { get; }

    /// <summary>The memory as FP32 elements.</summary>
    /// <exception cref="ObjectDisposedException">The memory was released.</exception>
    public Span<float> AsFloats()
    {
        ObjectDisposedException.ThrowIf(address == 0, typeof(Tensor));
        return new Span<float>((void*)address, (int)(Bytes / sizeof(float)));
    }

    /// <summary>The first byte.</summary>
    /// <exception cref="ObjectDisposedException">The memory was released.</exception>
    public byte* Start()
    {
        ObjectDisposedException.ThrowIf(address == 0, typeof(Tensor));
        return (byte*)address;
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(void* start, nuint length, int advice);

    private void Release()
    {
        nint held = Interlocked.Exchange(ref address, 0);
        if (held != 0)
        {
            NativeMemory.AlignedFree((void*)held);
            reservation!.Dispose();
        }
    }
}
