using InfernoOrleans.Tensors.Layout;
using InfernoOrleans.Tensors.Quantization;

namespace InfernoOrleans.Tensors;

/// <summary>Numbers in native memory, aligned to 64 bytes and counted in a <see cref="MemoryLedger"/>: a tensor of rank 0 to 4.</summary>
/// <remarks>
/// <para>
/// A tensor holds a share of its memory, and a view of it (<see cref="Slice"/>, <see cref="Reshape"/>, <see cref="Permute"/>) holds another:
/// dispose each of them. The last one to go releases the memory at once. What is never disposed is released when it is collected, and
/// counted in <see cref="TensorLeaks"/>; so keep a tensor reachable (a <c>using</c> does) while one of its spans is in use.
/// </para>
/// <para>
/// Operations compute in FP32. Of another <see cref="DType"/> there are storage, views of whole rows, <see cref="Dequantize()"/> and the
/// right side of a matrix product; everything else throws <see cref="InvalidOperationException"/>.
/// </para>
/// <para>Reading from several threads is safe; disposing while another thread reads is not.</para>
/// </remarks>
public sealed unsafe partial class Tensor : IDisposable
{
    private readonly TensorLayout layout;

    /// <summary>Where the first element is, in bytes.</summary>
    private readonly long offset;

    /// <summary>This tensor's share; null once it is disposed.</summary>
    private NativeBuffer? buffer;

    private Tensor(TensorShape shape, MemoryLedger? ledger, TensorDType dtype = TensorDType.FP32, bool zeroed = true)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shape.ElementCount, int.MaxValue, nameof(shape));
        layout = new TensorLayout(shape);
        DType = dtype;
        Ledger = ledger ?? MemoryLedger.Unlimited;
        buffer = new NativeBuffer(BytesFor(shape, dtype), Ledger, TensorLeaks.Describe(shape, dtype), zeroed);
    }

    private Tensor(Tensor whole, TensorLayout layout, long offset)
    {
        this.layout = layout;
        this.offset = whole.offset + offset;
        DType = whole.DType;
        Ledger = whole.Ledger;
        buffer = whole.Buffer.Share();
    }

    /// <summary>The extents.</summary>
    public TensorShape Shape => layout.Shape;

    /// <summary>How the numbers are stored.</summary>
    public TensorDType DType { get; }

    /// <summary>
    /// The bytes of the elements: 4 for each of FP32, 2 of FP16 and BF16, and for each 32 along the last axis 34 of INT8 and 18 of INT4, where
    /// a row's last block counts whole.
    /// </summary>
    /// <value>Of a view its own elements, not those of the memory that it shares.</value>
    public long NBytes => BytesFor(Shape, DType);

    /// <summary>The ledger that counts this tensor, and the results of the operations that allocate.</summary>
    public MemoryLedger Ledger { get; }

    private NativeBuffer Buffer
    {
        get
        {
            ObjectDisposedException.ThrowIf(buffer is null, this);
            return buffer;
        }
    }

    private byte* FirstByte => Buffer.Start() + offset;

    /// <summary>The bytes from the first element to the last.</summary>
    private long MemorySpan => DType == TensorDType.FP32 ? layout.Span * sizeof(float) : NBytes;

    /// <summary>The first element, for kernels.</summary>
    private float* Floats
    {
        get
        {
            if (DType != TensorDType.FP32)
            {
                throw new InvalidOperationException($"FP32 is needed here, not {DType}: Dequantize the tensor first.");
            }

            return (float*)FirstByte;
        }
    }

    /// <summary>The bytes that a tensor holds.</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="dtype">How the numbers are stored.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such type.</exception>
    public static long BytesFor(TensorShape shape, TensorDType dtype)
    {
        int columns = LastExtent(shape);
        return columns == 0 ? 0 : shape.ElementCount / columns * StoredRow.Bytes(dtype, columns);
    }

    /// <summary>Gives back this tensor's share of the memory; the last share releases it and its reservation. Repeating it does nothing.</summary>
    public void Dispose() => Interlocked.Exchange(ref buffer, null)?.Dispose();

    /// <summary>A new tensor for the result of an operation on this one, which must be usable.</summary>
    private Tensor Result(TensorShape shape)
    {
        _ = Floats;
        return new(shape, Ledger);
    }

    /// <summary>The numbers of a row: the last extent; of a scalar 1.</summary>
    private static int LastExtent(TensorShape shape) => shape.Rank == 0 ? 1 : shape[-1];

    private static void RequireShape(Tensor tensor, TensorShape shape)
    {
        if (tensor.Shape != shape)
        {
            throw new ArgumentException($"The shape {shape} is needed here, not {tensor.Shape}.", nameof(tensor));
        }
    }

    /// <summary>Refuses a destination that shares memory with an operand, unless it is the same elements and the operation may write over them.</summary>
    private static void RequireApart(Tensor destination, Tensor operand, bool mayBeSame)
    {
        if (destination.Buffer != operand.Buffer
            || destination.offset >= operand.offset + operand.MemorySpan
            || operand.offset >= destination.offset + destination.MemorySpan
            || (mayBeSame && destination.offset == operand.offset && destination.layout.Same(operand.layout)))
        {
            return;
        }

        throw new ArgumentException(
            mayBeSame ? "The destination shares memory with an operand without being the same elements." : "The result cannot be written over an operand.",
            nameof(destination));
    }

    // The kernels see pointers only; without this a tensor nobody refers to any more could be finalized beneath one.
    private static void KeepAlive(Tensor first, Tensor second, Tensor? third = null)
    {
        GC.KeepAlive(first);
        GC.KeepAlive(second);
        GC.KeepAlive(third);
    }
}
