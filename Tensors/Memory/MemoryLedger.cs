namespace InfernoOrleans.Tensors;

/// <summary>Counts the native bytes that one silo has promised, and refuses what would exceed its capacity.</summary>
/// <remarks>Thread-safe. A reservation is a promise, not an allocation: reserve first, allocate after.</remarks>
public sealed class MemoryLedger
{
    private long reserved;
    private long highWater;

    /// <summary>A ledger with nothing reserved.</summary>
    /// <param name="capacityBytes">The most bytes that may be reserved at one time, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacityBytes"/> is negative.</exception>
    public MemoryLedger(long capacityBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacityBytes);
        Capacity = capacityBytes;
    }

    /// <summary>A ledger of the whole process that refuses nothing: what tensors use when none is given.</summary>
    public static MemoryLedger Unlimited { get; } = new(long.MaxValue);

    /// <summary>The most bytes that may be reserved at one time.</summary>
    public long Capacity { get; }

    /// <summary>The bytes reserved now.</summary>
    public long Reserved => Interlocked.Read(ref reserved);

    /// <summary>The most bytes that were ever reserved at one time.</summary>
    public long HighWater => Interlocked.Read(ref highWater);

    /// <summary>The bytes that can still be reserved.</summary>
    public long Free => Capacity - Reserved;

    /// <summary>Reserves bytes until the reservation is disposed.</summary>
    /// <param name="bytes">The number of bytes, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is negative.</exception>
    /// <exception cref="MemoryRefusedException">Fewer bytes than that are free; nothing was reserved.</exception>
    public MemoryReservation Reserve(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        long seen = Reserved;
        while (true)
        {
            if (bytes > Capacity - seen)
            {
                throw new MemoryRefusedException(bytes, Capacity - seen, Capacity);
            }

            long before = Interlocked.CompareExchange(ref reserved, seen + bytes, seen);
            if (before == seen)
            {
                Raise(seen + bytes);
                return new MemoryReservation(this, bytes);
            }

            seen = before;
        }
    }

    internal void Release(long bytes) => Interlocked.Add(ref reserved, -bytes);

    private void Raise(long level)
    {
        long seen = HighWater;
        while (level > seen)
        {
            long before = Interlocked.CompareExchange(ref highWater, level, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
