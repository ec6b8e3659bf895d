using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>A part of a tensor: a range of each axis.</summary>
/// <param name="starts">Where the ranges begin.</param>
/// <param name="lengths">Their lengths, at least 1.</param>
internal readonly struct Box(int[] starts, int[] lengths)
{
    /// <summary>Cuts a tensor into boxes of consecutive elements, in their order.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="most">The most elements of a box.</param>
    public static IEnumerable<Box> Of(TensorShape shape, int most)
    {
        // The last axes go whole, as many as fit; of the axis before them a range; before that one position at a time.
        var lengths = shape.Extents();
        var elements = 1L;
        for (var axis = lengths.Length - 1; axis >= 0; axis--)
        {
            lengths[axis] = (int)Math.Clamp(most / elements, 1, lengths[axis]);
            elements *= shape[axis];
        }

        return Of(shape, lengths);
    }

    /// <summary>Cuts a tensor into boxes of given lengths, the last ones of an axis shorter; the last axis goes fastest.</summary>
    public static IEnumerable<Box> Of(TensorShape shape, IReadOnlyList<int> lengths)
    {
        var starts = new int[shape.Rank];
        while (true)
        {
            var at = starts;
            yield return new Box(at, [.. at.Select((start, axis) => Math.Min(lengths[axis], shape[axis] - start))]);
            starts = [.. starts];
            var moved = shape.Rank - 1;
            for (; moved >= 0; moved--)
            {
                if (starts[moved] < shape[moved] - lengths[moved])
                {
                    starts[moved] += lengths[moved];
                    break;
                }

                starts[moved] = 0;
            }

            if (moved < 0)
            {
                yield break;
            }
        }
    }

    /// <summary>The box of a tensor, or of one that broadcasts to the tensor.</summary>
    /// <param name="whole">The tensor.</param>
    /// <param name="except">An axis that it has whole, counted from the first of the box; none when absent.</param>
    /// <returns>A view; the caller disposes it.</returns>
    public Tensor Of(Tensor whole, int except = -1)
    {
        var view = Same(whole);
        for (var axis = 0; axis < whole.Shape.Rank; axis++)
        {
            var from = starts.Length - whole.Shape.Rank + axis;
            if (from != except && whole.Shape[axis] > 1 && lengths[from] < whole.Shape[axis])
            {
                using var wider = view;
                view = wider.Slice(axis, starts[from], lengths[from]);
            }
        }

        return view;
    }

    /// <summary>The box of a tensor with the last two axes exchanged, as it is in the tensor itself.</summary>
    public Box Exchanged() => new([.. starts[..^2], starts[^1], starts[^2]], [.. lengths[..^2], lengths[^1], lengths[^2]]);

    private static Tensor Same(Tensor whole) =>
        whole.Shape.Rank == 0 ? whole.Reshape(whole.Shape) : whole.Rows(0, whole.Shape[0]);
}
