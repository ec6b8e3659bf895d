using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary><c>matmul</c>: [M, K] · [K, N], where both may have axes before these, which broadcast.</summary>
/// <remarks>
/// The result is made tile by tile, and a tile by parts of K whose products are added in their order. How K is cut depends on nothing, so
/// neither do the bits.
/// </remarks>
internal sealed class ProductPlan : TensorPlan
{
    /// <summary>What a step may take, in multiply-adds: a millisecond of a processor with vectors of 256 bits.</summary>
    private const double StepOperations = 32e6;

    /// <summary>What it takes to bring a number to where it is multiplied.</summary>
    private const double NumberOperations = 16;

    /// <summary>What it takes to begin with a further matrix.</summary>
    private const double MatrixOperations = 1_000;

    // As the kernel has its blocks, so that none of them is small.
    private const int LeastRows = 192;
    private const int LeastColumns = 128;
    private const int Inner = 1_024;

    private readonly TensorShape left;
    private readonly TensorShape right;

    /// <summary>The result as [outer, inner, M, N].</summary>
    private readonly TensorShape whole;

    /// <summary>The extents of a tile of it.</summary>
    private readonly int[] tile;

    private ProductPlan(TensorShape left, TensorShape right, int[] result)
        : base(result, left, right)
    {
        this.left = OfRankFour(left);
        this.right = OfRankFour(right);
        var matrices = ResultBytes / sizeof(float) / left[-2] / right[-1];
        Operations = (matrices * (double)left[-2] * left[-1] * right[-1]) + base.Operations;

        // Many matrices times one are one tall matrix.
        if (right.ElementCount == (long)right[-2] * right[-1])
        {
            var rows = left.ElementCount / left[-1];
            this.left = TensorShape.Of(1, 1, (int)rows, left[-1]);
            result = [1, 1, (int)rows, right[-1]];
        }

        whole = OfRankFour(TensorShape.Of(result));
        tile = Tile();
    }

    public override double Operations { get; }

    public override long NativeBytes =>
        ResultBytes + Bytes(left.ElementCount) + Bytes(right.ElementCount) + (left[-1] > Inner ? Bytes(Volume(tile)) : 0);

    /// <summary>Checks that the shapes fit.</summary>
    /// <exception cref="RefusedException">They don't.</exception>
    public static ProductPlan Of(TensorShape[] operands, string field)
    {
        int[] left = operands[0].Extents(), right = operands[1].Extents();
        if (left.Length >= 2
            && right.Length >= 2
            && left[^1] == right[^2]
            && OperandShapes.Broadcast(left.AsSpan()[..^2], right.AsSpan()[..^2]) is { } matrices)
        {
            return new ProductPlan(operands[0], operands[1], [.. matrices, left[^2], right[^1]]);
        }

        throw RefusedException.Invalid(
            field, $"{field} have the shapes {operands[0]} and {operands[1]}; matmul needs [M, K] and [K, N], with axes before them that broadcast.");
    }

    protected override IEnumerable<Pause> Compute(IReadOnlyList<ReadOnlyMemory<byte>> operands, MemoryLedger memory, Tensor result)
    {
        using var a = Tensor.Uninitialized(left, memory);
        using var b = Tensor.Uninitialized(right, memory);
        foreach (var pause in Chunks.CopyTo(operands[0], a).Concat(Chunks.CopyTo(operands[1], b)))
        {
            yield return pause;
        }

        using var c = result.Reshape(whole);
        using var spare = left[-1] > Inner ? Tensor.Uninitialized(TensorShape.Vector((int)Volume(tile)), memory) : null;

        // Column by column of tiles: what they take of the right side is used while it is in the cache.
        foreach (var exchanged in Box.Of(TensorShape.Of(whole[0], whole[1], whole[3], whole[2]), [tile[0], tile[1], tile[3], tile[2]]))
        {
            var box = exchanged.Exchanged();
            using var sums = box.Of(c);
            using var rows = box.Of(a, except: 3);
            using var columns = box.Of(b, except: 2);
            for (var k = 0; k < left[-1]; k += Inner)
            {
                var count = Math.Min(Inner, left[-1] - k);
                using var first = rows.Slice(3, k, count);
                using var second = columns.Slice(2, k, count);
                if (k == 0)
                {
                    first.MatMul(second, sums);
                }
                else
                {
                    using var some = spare!.Rows(0, (int)sums.Shape.ElementCount);
                    using var part = some.Reshape(sums.Shape);
                    first.MatMul(second, part);
                    sums.Add(part, sums);
                }

                yield return default;
            }
        }
    }

    private static TensorShape OfRankFour(TensorShape shape) =>
        TensorShape.Of([.. Enumerable.Repeat(1, TensorShape.MaxRank - shape.Rank), .. shape.Extents()]);

    private static long Volume(int[] extents) => extents.Aggregate(1L, (product, extent) => product * extent);

    /// <summary>Grows a tile of the kernel's blocks until a step is worth a pause.</summary>
    private int[] Tile()
    {
        int[] grown = [1, 1, Math.Min(LeastRows, whole[2]), Math.Min(LeastColumns, whole[3])];
        while (Cost(grown) <= StepOperations / 2)
        {
            // Both sides of a matrix alike, then several matrices.
            var axis = grown[2] < whole[2] && (grown[2] <= grown[3] || grown[3] == whole[3]) ? 2
                : grown[3] < whole[3] ? 3
                : grown[1] < whole[1] ? 1
                : 0;
            if (grown[axis] == whole[axis])
            {
                break;
            }

            grown[axis] = (int)Math.Min(2L * grown[axis], whole[axis]);
        }

        return grown;
    }

    private double Cost(int[] extents)
    {
        double rows = extents[2], columns = extents[3], inner = Math.Min(left[-1], Inner);
        var moved = (rows * inner) + (inner * columns) + (rows * columns);
        return extents[0] * extents[1] * ((rows * columns * inner) + (NumberOperations * moved) + MatrixOperations);
    }
}
