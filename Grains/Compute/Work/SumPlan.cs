using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary><c>sum</c> and <c>mean</c> of lanes: added up in 64 bits, rounded once. The operand is read piece by piece, never copied whole.</summary>
/// <param name="lanes">The lanes, of which each makes one number.</param>
/// <param name="mean">Whether the sums are divided by the elements of a lane.</param>
internal sealed class SumPlan(Lanes lanes, bool mean) : TensorPlan(lanes.Rest, lanes.Shape)
{
    public override long NativeBytes => ResultBytes + Bytes(Piece);

    /// <summary>The elements that are read at a time.</summary>
    private int Piece => (int)Math.Min(Chunks.Length, lanes.Shape.ElementCount);

    /// <summary>The elements from one position before the axis to the next.</summary>
    private long Block => (long)lanes.Count * lanes.Inner;

    protected override IEnumerable<Pause> Compute(IReadOnlyList<ReadOnlyMemory<byte>> operands, MemoryLedger memory, Tensor result)
    {
        using var piece = Tensor.Uninitialized(TensorShape.Vector(Piece), memory);
        foreach (var pause in Block <= Piece ? SeveralBlocks(operands[0], piece, result) : PartsOfBlocks(operands[0], piece, result))
        {
            yield return pause;
        }
    }

    private IEnumerable<Pause> SeveralBlocks(ReadOnlyMemory<byte> operand, Tensor piece, Tensor result)
    {
        var sums = new double[lanes.Inner];
        var several = Piece / (int)Block;
        for (var outer = 0; outer < lanes.Outer; outer += several)
        {
            var blocks = piece.Span[..(Math.Min(several, lanes.Outer - outer) * (int)Block)];
            Chunks.Read(operand, outer * Block, blocks);
            for (var at = outer; blocks.Length > 0; blocks = blocks[(int)Block..], at++)
            {
                Array.Clear(sums);
                Sums.Add(blocks[..(int)Block], sums);
                Write(sums, result.Span.Slice(at * lanes.Inner, lanes.Inner));
            }

            yield return default;
        }
    }

    private IEnumerable<Pause> PartsOfBlocks(ReadOnlyMemory<byte> operand, Tensor piece, Tensor result)
    {
        // Rows that fit are read several at a time; of longer ones parts.
        var width = Math.Min(lanes.Inner, Piece);
        var rows = width < lanes.Inner ? 1 : Piece / width;
        var sums = new double[width];
        for (var outer = 0; outer < lanes.Outer; outer++)
        {
            for (long column = 0; column < lanes.Inner; column += width)
            {
                var columns = (int)Math.Min(width, lanes.Inner - column);
                Array.Clear(sums);
                for (long row = 0; row < lanes.Count; row += rows)
                {
                    var part = piece.Span[..((int)Math.Min(rows, lanes.Count - row) * columns)];
                    Chunks.Read(operand, (outer * Block) + (row * lanes.Inner) + column, part);
                    Sums.Add(part, sums.AsSpan(0, columns));
                    yield return default;
                }

                Write(sums.AsSpan(0, columns), result.Span.Slice((int)((outer * (long)lanes.Inner) + column), columns));
            }
        }
    }

    private void Write(ReadOnlySpan<double> sums, Span<float> result)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            result[i] = (float)(mean ? sums[i] / lanes.Count : sums[i]);
        }
    }
}
