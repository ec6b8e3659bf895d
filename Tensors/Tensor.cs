namespace InfernoOrleans.Tensors;

/// <summary>A row-major FP32 tensor over native memory, aligned to 64 bytes and counted in a <see cref="MemoryLedger"/>.</summary>
/// <remarks>
/// Dispose it to release the memory at once; a tensor that is never disposed is released when it is collected, so keep the tensor
/// reachable (a <c>using</c> does) while one of its spans is in use. Reading from several threads is safe; disposing while another
/// thread reads is not.
/// </remarks>
public sealed partial class Tensor : IDisposable
{
    private readonly NativeBuffer buffer;

    private Tensor(TensorShape shape, MemoryLedger? ledger)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shape.ElementCount, int.MaxValue, nameof(shape));
        Shape = shape;
        buffer = new NativeBuffer(shape.ElementCount * sizeof(float), ledger ?? MemoryLedger.Unlimited);
    }

    /// <summary>The extents.</summary>
    public TensorShape Shape { get; }

    /// <summary>The bytes of the elements: 4 for each.</summary>
    public long NBytes => buffer.Bytes;

    /// <summary>The elements, row by row, writable.</summary>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public Span<float> Span => buffer.AsFloats();

    /// <summary>The elements, row by row.</summary>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public ReadOnlySpan<float> ReadOnlySpan => buffer.AsFloats();

    /// <summary>The ledger that counts this tensor, and the results of the operations that allocate.</summary>
    public MemoryLedger Ledger => buffer.Ledger;

    /// <summary>Releases the memory and its reservation. Repeating it does nothing.</summary>
    public void Dispose() => buffer.Dispose();
}
