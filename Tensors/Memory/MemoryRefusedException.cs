namespace InfernoOrleans.Tensors;

/// <summary>A reservation that did not fit in a <see cref="MemoryLedger"/>. Nothing was reserved.</summary>
/// <param name="requested">The bytes asked for.</param>
/// <param name="free">The bytes that were free.</param>
/// <param name="capacity">The capacity of the ledger.</param>
public sealed class MemoryRefusedException(long requested, long free, long capacity)
    : Exception($"{requested} bytes of memory were requested, but only {free} of {capacity} are free.")
{
    /// <summary>The bytes asked for.</summary>
    public long Requested { get; } = requested;

    /// <summary>The bytes that were free at that moment.</summary>
    public long Free { get; } = free;

    /// <summary>The capacity of the ledger.</summary>
    public long Capacity { get; } = capacity;
}
