using System.Diagnostics;

namespace InfernoOrleans.Tensors.Layout;

/// <summary>Where the elements of a tensor lie, counted in elements from its first: a shape and a stride for each axis.</summary>
internal readonly struct TensorLayout
{
    private readonly Axes strides;

    /// <summary>Row-major without gaps. The shape has at most 2,147,483,647 elements.</summary>
    public TensorLayout(TensorShape shape)
    {
        Shape = shape;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            // Without elements there are no neighbours, whose distance might not fit.
            strides[axis] = shape.ElementCount == 0 ? 0 : (int)shape.Stride(axis);
        }
    }

    private TensorLayout(TensorShape shape, Axes strides)
    {
        Shape = shape;
        this.strides = strides;
    }

    public TensorShape Shape { get; }

    /// <summary>Whether the elements lie row by row without gaps.</summary>
    public bool IsContiguous
    {
        get
        {
            if (Shape.ElementCount == 0)
            {
                return true;
            }

            long expected = 1;
            for (int axis = Shape.Rank - 1; axis >= 0; axis--)
            {
                if (Shape[axis] != 1 && strides[axis] != expected)
                {
                    return false;
                }

                expected *= Shape[axis];
            }

            return true;
        }
    }

    /// <summary>The elements from the first to the last in memory, those of others between them included.</summary>
    public long Span
    {
        get
        {
            long last = 0;
            for (int axis = 0; axis < Shape.Rank; axis++)
            {
                last += (Shape[axis] - 1L) * strides[axis];
            }

            return Shape.ElementCount == 0 ? 0 : last + 1;
        }
    }

    /// <summary>The distance of neighbours along an axis, counted from the start.</summary>
    public int Stride(int axis) => strides[axis];

    /// <summary>Whether the same elements lie at the same places.</summary>
    public bool Same(in TensorLayout other)
    {
        if (Shape != other.Shape)
        {
            return false;
        }

        for (int axis = 0; axis < Shape.Rank; axis++)
        {
            if (Shape[axis] > 1 && strides[axis] != other.strides[axis])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Another extent at an axis; where the part begins is the caller's to add.</summary>
    public TensorLayout With(int axis, int extent) => new(Shape.With(axis, extent), strides);

    /// <summary>The layout without an axis: of what lies at its first position.</summary>
    public TensorLayout Without(int axis)
    {
        Axes kept = strides;
        for (int next = axis + 1; next < Shape.Rank; next++)
        {
            kept[next - 1] = strides[next];
        }

        return new(Shape.Without(axis), kept);
    }

    /// <summary>The axes in another order, each of them once.</summary>
    public TensorLayout Permute(ReadOnlySpan<int> order)
    {
        Debug.Assert(order.Length == Shape.Rank);
        Span<int> extents = stackalloc int[TensorShape.MaxRank];
        Axes moved = default;
        for (int axis = 0; axis < order.Length; axis++)
        {
            extents[axis] = Shape[order[axis]];
            moved[axis] = strides[order[axis]];
        }

        return new(TensorShape.Of(extents[..order.Length]), moved);
    }

    /// <summary>The layout stretched to a shape that it broadcasts to: along what is stretched the stride is 0.</summary>
    public TensorLayout Broadcast(TensorShape shape)
    {
        Axes stretched = default;
        int added = shape.Rank - Shape.Rank;
        for (int axis = 0; axis < Shape.Rank; axis++)
        {
            stretched[added + axis] = Shape[axis] == 1 ? 0 : strides[axis];
        }

        return new(shape, stretched);
    }
}
