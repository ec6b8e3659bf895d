using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Tensors;

/// <content>Views: other tensors over the same memory. Writing to one writes to all. Each is disposed on its own.</content>
public sealed unsafe partial class Tensor
{
    /// <summary>Whether the elements lie row by row without gaps; of a type other than FP32 they always do.</summary>
    public bool IsContiguous => layout.IsContiguous;

    /// <summary>How many elements in memory lie between neighbours along an axis.</summary>
    /// <param name="axis">0 to the rank − 1, or from the end: −1 is the last.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="axis"/> is outside the rank.</exception>
    public int Stride(int axis) => layout.Stride(Shape.Normalize(axis));

    /// <summary>A view of a range along an axis.</summary>
    /// <param name="axis">0 to the rank − 1, or from the end: −1 is the last. Of a type other than FP32 only the first axis of at least two.</param>
    /// <param name="start">Where the range begins.</param>
    /// <param name="length">Its length, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The axis is outside the rank, or the range outside the axis.</exception>
    /// <exception cref="InvalidOperationException">The tensor isn't FP32 and the range doesn't consist of whole rows.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public Tensor Slice(int axis, int start, int length)
    {
        axis = Shape.Normalize(axis);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Shape[axis]);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Shape[axis] - start);
        if (DType == TensorDType.FP32)
        {
            return new(this, layout.With(axis, length), (long)start * layout.Stride(axis) * sizeof(float));
        }

        return axis == 0 && Shape.Rank > 1
            ? new(this, new(Shape.With(0, length)), BytesFor(Shape.With(0, start), DType))
            : throw new InvalidOperationException($"A slice of {DType} consists of whole rows: Dequantize the tensor first.");
    }

    /// <summary>A view of a range of rows: a slice along the first axis.</summary>
    /// <inheritdoc cref="Slice"/>
    public Tensor Rows(int start, int length) => Slice(0, start, length);

    /// <summary>A view of the same elements in the same order with another shape.</summary>
    /// <param name="shape">As many elements. Of INT8 and INT4 the last extent must stay.</param>
    /// <exception cref="ArgumentException">The number of elements differs, or the last extent of a tensor of blocks.</exception>
    /// <exception cref="InvalidOperationException">The tensor isn't contiguous.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public Tensor Reshape(TensorShape shape)
    {
        RequireContiguous();
        bool blocks = DType is TensorDType.INT8 or TensorDType.INT4;
        if (shape.ElementCount != Shape.ElementCount || (blocks && LastExtent(shape) != LastExtent(Shape)))
        {
            throw new ArgumentException($"A tensor {Shape} of {DType} cannot be seen as {shape}.", nameof(shape));
        }

        return new(this, new(shape), 0);
    }

    /// <summary>A view with the last two axes exchanged.</summary>
    /// <exception cref="InvalidOperationException">The tensor isn't FP32, or its rank is below 2.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public Tensor Transpose() => Shape.Rank switch
    {
        2 => Permute(1, 0),
        3 => Permute(0, 2, 1),
        4 => Permute(0, 1, 3, 2),
        _ => throw new InvalidOperationException($"A tensor {Shape} has no two axes to exchange."),
    };

    /// <summary>A view with the axes in another order.</summary>
    /// <param name="axes">For each axis of the view the axis of this tensor that it is; each once.</param>
    /// <exception cref="ArgumentException">The axes are not those of the tensor, each once.</exception>
    /// <exception cref="InvalidOperationException">The tensor isn't FP32.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public Tensor Permute(params ReadOnlySpan<int> axes)
    {
        _ = Floats;
        int seen = 0;
        foreach (int axis in axes)
        {
            seen |= axis >= 0 && axis < Shape.Rank ? 1 << axis : 1 << TensorShape.MaxRank;
        }

        return axes.Length == Shape.Rank && seen == (1 << Shape.Rank) - 1
            ? new(this, layout.Permute(axes), 0)
            : throw new ArgumentException($"An order of the axes of {Shape} names each of 0 to {Shape.Rank - 1} once.", nameof(axes));
    }

    /// <summary>A contiguous copy in memory of its own.</summary>
    /// <returns>The same shape and type; allocated.</returns>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the copy.</exception>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public Tensor ToContiguous()
    {
        _ = Buffer;
        Tensor copy = new(Shape, Ledger, DType);
        CopyTo(copy);
        return copy;
    }

    /// <summary>Copies the elements. Allocates nothing.</summary>
    /// <param name="destination">The same shape and type; it may be these elements, but not overlap them otherwise.</param>
    /// <exception cref="ArgumentException">The shape or the type differs, or the memory overlaps.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was disposed.</exception>
    public void CopyTo(Tensor destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        RequireShape(destination, Shape);
        if (destination.DType != DType)
        {
            throw new ArgumentException($"A copy of {DType} is {DType}, not {destination.DType}.", nameof(destination));
        }

        RequireApart(destination, this, mayBeSame: true);
        if (DType == TensorDType.FP32)
        {
            CopyFloats(destination);
        }
        else
        {
            System.Buffer.MemoryCopy(FirstByte, destination.FirstByte, destination.NBytes, NBytes);
        }

        KeepAlive(this, destination);
    }

    private void CopyFloats(Tensor destination)
    {
        // Of a transpose a run would touch a cache line for each element.
        if (Shape.Rank == 2 && layout.Stride(0) == 1 && destination.layout.Stride(1) == 1)
        {
            StridedTranspose.Apply(Floats, layout.Stride(1), destination.Floats, destination.layout.Stride(0), Shape[1], Shape[0]);
            return;
        }

        StridedUnary.Apply(default(CopyRun), Floats, layout, destination.Floats, destination.layout);
    }
}
