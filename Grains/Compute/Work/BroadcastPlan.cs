using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary><c>add</c> and <c>multiply</c>: element by element, where shapes broadcast as in NumPy.</summary>
internal sealed class BroadcastPlan : TensorPlan
{
    private readonly bool product;
    private readonly TensorShape left;
    private readonly TensorShape right;

    private BroadcastPlan(bool product, TensorShape left, TensorShape right, int[] result)
        : base(result, left, right)
    {
        this.product = product;
        this.left = left;
        this.right = right;
    }

    public override long NativeBytes =>
        ResultBytes + (IsResult(left) ? 0 : Bytes(left.ElementCount)) + (IsResult(right) && !IsResult(left) ? 0 : Bytes(right.ElementCount));

    /// <summary>Checks that the shapes fit.</summary>
    /// <exception cref="RefusedException">They don't.</exception>
    public static BroadcastPlan Of(string operation, TensorShape[] operands, string field)
    {
        var result = OperandShapes.Broadcast(operands[0].Extents(), operands[1].Extents());
        return result is null
            ? throw RefusedException.Invalid(
                field,
                $"{field} have the shapes {operands[0]} and {operands[1]}; {operation} needs extents that are equal or 1, from the last axis on.")
            : new BroadcastPlan(operation == "multiply", operands[0], operands[1], result);
    }

    protected override IEnumerable<Pause> Compute(IReadOnlyList<ReadOnlyMemory<byte>> operands, MemoryLedger memory, Tensor result)
    {
        // An operand of the result's shape is copied to where the result will be.
        var leftThere = IsResult(left);
        var rightThere = IsResult(right) && !leftThere;
        using var leftCopy = leftThere ? null : Tensor.Uninitialized(left, memory);
        using var rightCopy = rightThere ? null : Tensor.Uninitialized(right, memory);
        var one = leftCopy ?? result;
        var other = rightCopy ?? result;
        foreach (var pause in Chunks.CopyTo(operands[0], one).Concat(Chunks.CopyTo(operands[1], other)))
        {
            yield return pause;
        }

        foreach (var box in Box.Of(result.Shape, Chunks.Length))
        {
            using var first = box.Of(one);
            using var second = box.Of(other);
            using var destination = box.Of(result);
            if (product)
            {
                first.Multiply(second, destination);
            }
            else
            {
                first.Add(second, destination);
            }

            yield return default;
        }
    }

    private bool IsResult(TensorShape operand) => operand.Extents().AsSpan().SequenceEqual([.. Shape]);
}
