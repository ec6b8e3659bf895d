using System.Runtime.CompilerServices;
using InfernoOrleans.Tensors.Kernels;
using InfernoOrleans.Tensors.Layout;
using InfernoOrleans.Tensors.Quantization;

namespace InfernoOrleans.Tensors;

/// <content>
/// Other types of numbers. FP16 and BF16 round to nearest even. INT8 and INT4 are ggml's Q8_0 and Q4_0, bit for bit: blocks of 32 along the last
/// axis, each with a half as its scale; a row's last block is padded with zeros.
/// </content>
public sealed unsafe partial class Tensor
{
    /// <summary>The numbers in another type, in a new tensor.</summary>
    /// <remarks>
    /// Beyond 65,504 FP16 is infinite. A block of INT8 or INT4 that holds NaN or infinity becomes NaN; its greatest magnitude may be 8.3 million
    /// for INT8 and 524 thousand for INT4, beyond which the half that scales it is infinite.
    /// </remarks>
    /// <param name="dtype">The type; FP32 makes a copy.</param>
    /// <returns>The same shape; allocated.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such type.</exception>
    /// <exception cref="InvalidOperationException">This tensor isn't FP32.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the result.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public Tensor Quantize(TensorDType dtype)
    {
        _ = Floats;
        Tensor result = new(Shape, Ledger, dtype);
        Quantize(result);
        return result;
    }

    /// <summary>The numbers in the type of <paramref name="destination"/>, written to it. Allocates nothing.</summary>
    /// <inheritdoc cref="Quantize(TensorDType)" path="/remarks"/>
    /// <param name="destination">The same shape; its memory doesn't overlap this tensor's.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the memory overlaps.</exception>
    /// <exception cref="InvalidOperationException">This tensor isn't FP32.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was disposed.</exception>
    public void Quantize(Tensor destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        float* first = Floats;
        RequireShape(destination, Shape);
        RequireApart(destination, this, mayBeSame: false);
        if (destination.DType == TensorDType.FP32)
        {
            CopyTo(destination);
            return;
        }

        byte* bytes = destination.FirstByte;
        RunWalk walk = RowStarts(out int columns, out int stride);
        while (walk.MoveNext())
        {
            for (nint row = 0; row < walk.Length; row++, bytes += StoredRow.Bytes(destination.DType, columns))
            {
                StoreRow(first + walk.First + (row * walk.FirstStep), stride, columns, destination.DType, bytes);
            }
        }

        KeepAlive(this, destination);
    }

    /// <summary>The numbers as FP32, in a new tensor; of FP32 a copy.</summary>
    /// <returns>The same shape; allocated.</returns>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the result.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public Tensor Dequantize()
    {
        _ = Buffer;
        Tensor result = new(Shape, Ledger);
        Dequantize(result);
        return result;
    }

    /// <summary>The numbers as FP32, written to <paramref name="destination"/>. Allocates nothing.</summary>
    /// <param name="destination">The same shape, FP32; its memory doesn't overlap this tensor's.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the memory overlaps.</exception>
    /// <exception cref="InvalidOperationException">The destination isn't FP32.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was disposed.</exception>
    public void Dequantize(Tensor destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        float* first = destination.Floats;
        RequireShape(destination, Shape);
        RequireApart(destination, this, mayBeSame: false);
        if (DType == TensorDType.FP32)
        {
            CopyTo(destination);
            return;
        }

        byte* bytes = FirstByte;
        RunWalk walk = destination.RowStarts(out int columns, out int stride);
        while (walk.MoveNext())
        {
            for (nint row = 0; row < walk.Length; row++, bytes += StoredRow.Bytes(DType, columns))
            {
                LoadRow(DType, bytes, first + walk.First + (row * walk.FirstStep), stride, columns);
            }
        }

        KeepAlive(this, destination);
    }

    /// <summary>The numbers as FP32, row by row. Allocates nothing.</summary>
    /// <param name="destination">As many numbers as the shape has elements.</param>
    /// <exception cref="ArgumentException">The length is another.</exception>
    /// <exception cref="InvalidOperationException">The tensor is a view whose elements are not side by side.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public void Dequantize(Span<float> destination)
    {
        byte* bytes = FirstByte;
        RequireContiguous();
        if (destination.Length != Shape.ElementCount)
        {
            throw new ArgumentException($"{destination.Length} numbers are not the {Shape.ElementCount} of a tensor {Shape}.", nameof(destination));
        }

        int columns = LastExtent(Shape);
        for (; !destination.IsEmpty; destination = destination[columns..], bytes += StoredRow.Bytes(DType, columns))
        {
            StoredRow.Load(DType, bytes, destination[..columns]);
        }

        GC.KeepAlive(this);
    }

    /// <summary>The rows of an FP32 tensor in order, each as the place of its first element.</summary>
    private RunWalk RowStarts(out int columns, out int stride)
    {
        columns = LastExtent(Shape);
        stride = Shape.Rank == 0 ? 1 : layout.Stride(Shape.Rank - 1);

        // Rows without elements are none.
        TensorLayout starts = Shape.Rank == 0 || columns == 0 ? layout : layout.Without(Shape.Rank - 1);
        return new(starts, starts, starts, inOrder: true);
    }

    [SkipLocalsInit]
    private static void StoreRow(float* row, int stride, int columns, TensorDType dtype, byte* bytes)
    {
        if (stride == 1)
        {
            StoredRow.Store(dtype, new ReadOnlySpan<float>(row, columns), bytes);
            return;
        }

        float* gathered = stackalloc float[StridedCopy.Chunk];
        for (int i = 0; i < columns; i += StridedCopy.Chunk)
        {
            StoredRow.Store(dtype, StridedCopy.GatherChunk(row, stride, i, columns, gathered), bytes + StoredRow.Bytes(dtype, i));
        }
    }

    [SkipLocalsInit]
    private static void LoadRow(TensorDType dtype, byte* bytes, float* row, int stride, int columns)
    {
        if (stride == 1)
        {
            StoredRow.Load(dtype, bytes, new Span<float>(row, columns));
            return;
        }

        float* gathered = stackalloc float[StridedCopy.Chunk];
        for (int i = 0; i < columns; i += StridedCopy.Chunk)
        {
            Span<float> chunk = new(gathered, Math.Min(StridedCopy.Chunk, columns - i));
            StoredRow.Load(dtype, bytes + StoredRow.Bytes(dtype, i), chunk);
            StridedCopy.Scatter(chunk, row + ((nint)i * stride), stride);
        }
    }
}
