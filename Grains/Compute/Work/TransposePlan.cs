using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary><c>transpose</c>: the last two axes exchanged.</summary>
internal sealed class TransposePlan : TensorPlan
{
    // Read along its rows a tile has whole cache lines, and it is in the cache until it is written.
    private const int TileRows = 128;
    private const int TileColumns = 128;

    private readonly int matrices;
    private readonly int rows;
    private readonly int columns;

    private TransposePlan(TensorShape shape, int[] result)
        : base(result, shape)
    {
        rows = shape[-2];
        columns = shape[-1];
        matrices = (int)(shape.ElementCount / rows / columns);
    }

    public override double Operations => 2 * base.Operations;

    public override long NativeBytes => 2 * ResultBytes;

    /// <summary>Checks that there are two axes.</summary>
    /// <exception cref="RefusedException">There are fewer.</exception>
    public static TransposePlan Of(TensorShape shape, string field)
    {
        if (shape.Rank < 2)
        {
            throw RefusedException.Invalid($"{field}[0].shape", $"{field}[0].shape is {shape}; transpose needs at least two axes.");
        }

        var extents = shape.Extents();
        (extents[^1], extents[^2]) = (extents[^2], extents[^1]);
        return new TransposePlan(shape, extents);
    }

    protected override IEnumerable<Pause> Compute(IReadOnlyList<ReadOnlyMemory<byte>> operands, MemoryLedger memory, Tensor result)
    {
        using var operand = Tensor.Uninitialized(TensorShape.Of(matrices, rows, columns), memory);
        foreach (var pause in Chunks.CopyTo(operands[0], operand))
        {
            yield return pause;
        }

        var several = (int)(Chunks.Length / ((long)rows * columns));
        foreach (var pause in several > 1 ? ByMatrices(operand, result, several) : ByTiles(operand, result))
        {
            yield return pause;
        }
    }

    private IEnumerable<Pause> ByMatrices(Tensor operand, Tensor result, int several)
    {
        using var turned = result.Reshape(TensorShape.Of(matrices, columns, rows));
        for (var start = 0; start < matrices; start += several)
        {
            var count = Math.Min(several, matrices - start);
            using var from = operand.Rows(start, count);
            using var exchanged = from.Transpose();
            using var to = turned.Rows(start, count);
            exchanged.CopyTo(to);
            yield return default;
        }
    }

    private IEnumerable<Pause> ByTiles(Tensor operand, Tensor result)
    {
        using var all = result.Reshape(TensorShape.Of(matrices, columns, rows));
        for (var matrix = 0; matrix < matrices; matrix++)
        {
            // Of matrices by themselves the library has the quicker way.
            using var only = operand.Rows(matrix, 1);
            using var from = only.Reshape(TensorShape.Matrix(rows, columns));
            using var exchanged = from.Transpose();
            using var there = all.Rows(matrix, 1);
            using var to = there.Reshape(exchanged.Shape);
            foreach (var box in Box.Of(to.Shape, [TileColumns, TileRows]))
            {
                using var tile = box.Of(exchanged);
                using var destination = box.Of(to);
                tile.CopyTo(destination);
                yield return default;
            }
        }
    }
}
