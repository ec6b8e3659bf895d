using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary><c>softmax</c> of lanes. The operand is copied to where the result will be.</summary>
/// <param name="lanes">The lanes.</param>
internal sealed class SoftmaxPlan(Lanes lanes) : TensorPlan(lanes.Shape.Extents(), lanes.Shape)
{
    /// <summary>Longer lanes are made of pieces.</summary>
    private const int LongestWhole = 16_384;

    /// <summary>Lanes that lie side by side and are made together: a few lines of a cache.</summary>
    private const int SideBySide = 64;

    public override double Operations => 3 * base.Operations;

    public override long NativeBytes => ResultBytes + (lanes.Count > LongestWhole ? Bytes(Together) : 0);

    private int Together => Math.Min(lanes.Inner, SideBySide);

    protected override IEnumerable<Pause> Compute(IReadOnlyList<ReadOnlyMemory<byte>> operands, MemoryLedger memory, Tensor result)
    {
        foreach (var pause in Chunks.CopyTo(operands[0], result))
        {
            yield return pause;
        }

        // A lane of neighbours is a row; the library is quickest with rows.
        using var all = lanes.Inner == 1
            ? result.Reshape(TensorShape.Of(lanes.Outer, 1, lanes.Count))
            : result.Reshape(TensorShape.Of(lanes.Outer, lanes.Count, lanes.Inner));
        foreach (var pause in lanes.Count > LongestWhole ? InPieces(all, memory) : Whole(all))
        {
            yield return pause;
        }
    }

    private IEnumerable<Pause> Whole(Tensor all)
    {
        var inner = (int)Math.Clamp(Chunks.Length / lanes.Count, Math.Min(16, lanes.Inner), lanes.Inner);
        var outer = inner < lanes.Inner ? 1 : (int)Math.Clamp(Chunks.Length / ((long)lanes.Count * lanes.Inner), 1, lanes.Outer);
        IReadOnlyList<int> lengths = lanes.Inner == 1 ? [outer, 1, lanes.Count] : [outer, lanes.Count, inner];
        foreach (var box in Box.Of(all.Shape, lengths))
        {
            using var several = box.Of(all);
            several.Softmax(several, Axis);
            yield return default;
        }
    }

    /// <summary>
    /// The softmax of each piece of a lane by itself, then each piece times its share of the lane: of the sum of all e^x what the piece
    /// adds. It is e^m / p, where m is the piece's maximum and p what the piece's softmax made of it.
    /// </summary>
    private IEnumerable<Pause> InPieces(Tensor all, MemoryLedger memory)
    {
        var length = Chunks.Length / Together;
        var pieces = ((lanes.Count - 1) / length) + 1;
        var maxima = new float[pieces * Together];
        var tops = new float[pieces * Together];
        using var scratch = Tensor.Uninitialized(TensorShape.Vector(Together), memory);
        foreach (var lane in Box.Of(all.Shape, lanes.Inner == 1 ? [1, 1, lanes.Count] : [1, lanes.Count, Together]))
        {
            using var several = lane.Of(all);
            var together = lanes.Inner == 1 ? 1 : several.Shape[2];
            using var numbers = scratch.Rows(0, together);
            for (var piece = 0; piece < pieces; piece++)
            {
                using var part = several.Slice(Axis, piece * length, Math.Min(length, lanes.Count - (piece * length)));
                using var each = numbers.Reshape(TensorShape.Matrix(1, together));
                part.Max(Axis, each);
                numbers.Span.CopyTo(maxima.AsSpan(piece * Together));
                part.Softmax(part, Axis);
                part.Max(Axis, each);
                numbers.Span.CopyTo(tops.AsSpan(piece * Together));
                yield return default;
            }

            for (var at = 0; at < together; at++)
            {
                ToShares(maxima.AsSpan(at), tops.AsSpan(at));
            }

            using var factors = numbers.Reshape(TensorShape.Of(1, 1, together));
            for (var piece = 0; piece < pieces; piece++)
            {
                using var part = several.Slice(Axis, piece * length, Math.Min(length, lanes.Count - (piece * length)));
                tops.AsSpan(piece * Together, together).CopyTo(numbers.Span);
                part.Multiply(factors, part);
                yield return default;
            }
        }
    }

    /// <summary>The axis of the lanes, where the tensor is seen as [outer, count, inner] or, of rows, as [outer, 1, count].</summary>
    private int Axis => lanes.Inner == 1 ? 2 : 1;

    /// <summary>Of one lane: turns what each piece's softmax made of its maximum into the piece's share.</summary>
    private void ToShares(ReadOnlySpan<float> maxima, Span<float> tops)
    {
        var greatest = float.NegativeInfinity;
        for (var i = 0; i < maxima.Length; i += Together)
        {
            greatest = Math.Max(greatest, maxima[i]);
        }

        var sum = 0.0;
        for (var i = 0; i < maxima.Length; i += Together)
        {
            sum += Math.Exp((double)maxima[i] - greatest) / tops[i];
        }

        for (var i = 0; i < maxima.Length; i += Together)
        {
            tops[i] = (float)(Math.Exp((double)maxima[i] - greatest) / tops[i] / sum);
        }
    }
}
