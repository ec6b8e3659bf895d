using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>A function of each element: <c>relu</c>, <c>sigmoid</c>, <c>tanh</c>, <c>scale</c>. The operand is copied to where the result will be.</summary>
/// <param name="shape">The operand's shape.</param>
/// <param name="function">Changes the elements of a vector.</param>
/// <param name="cost">How much longer it takes than a sum of each number.</param>
internal sealed class UnaryPlan(TensorShape shape, Action<Tensor> function, double cost) : TensorPlan(shape.Extents(), shape)
{
    public override double Operations => base.Operations * cost;

    public override long NativeBytes => ResultBytes;

    /// <summary>x · factor.</summary>
    public static UnaryPlan Scale(TensorShape shape, float factor) => new(shape, tensor => tensor.Scale(factor, tensor), cost: 1);

    protected override IEnumerable<Pause> Compute(IReadOnlyList<ReadOnlyMemory<byte>> operands, MemoryLedger memory, Tensor result)
    {
        using var elements = result.Reshape(TensorShape.Vector((int)result.Shape.ElementCount));
        foreach (var (start, length) in Chunks.Of(elements.Shape[0]))
        {
            using var chunk = elements.Rows(start, length);
            Chunks.Read(operands[0], start, chunk.Span);
            function(chunk);
            yield return default;
        }
    }
}
