namespace InfernoOrleans.Tensors;

/// <summary>Bytes held in a <see cref="MemoryLedger"/>; disposing gives them back, once, however often it is called.</summary>
public sealed class MemoryReservation : IDisposable
{
    private MemoryLedger? ledger;

    internal MemoryReservation(MemoryLedger ledger, long bytes)
    {
        this.ledger = ledger;
        Bytes = bytes;
    }

    /// <summary>The number of bytes reserved.</summary>
    public long Bytes { get; }

    /// <summary>Gives the bytes back to the ledger. Thread-safe.</summary>
    public void Dispose() => Interlocked.Exchange(ref ledger, null)?.Release(Bytes);
}
