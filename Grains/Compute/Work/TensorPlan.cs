using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>An operation on one or two tensors.</summary>
internal abstract class TensorPlan : ComputePlan
{
    private const string Known = "add, multiply, matmul, transpose, relu, sigmoid, tanh, softmax, sum, mean, scale";

    private readonly TensorShape[] operands;

    /// <summary>Plans an operation.</summary>
    /// <param name="extents">Those of the result, whose elements may be too many for a tensor.</param>
    /// <param name="operands">The shapes of the operands.</param>
    protected TensorPlan(int[] extents, params TensorShape[] operands)
    {
        this.operands = operands;
        Shape = extents;
    }

    public override IReadOnlyList<int> Shape { get; }

    public override double Operations => PerElement * (operands.Sum(operand => operand.ElementCount) + (ResultBytes / sizeof(float)));

    internal override TensorShape Buffer => TensorShape.Of([.. Shape]);

    protected override string MainField => "tensors";

    protected override IEnumerable<long> OperandBytes => operands.Select(operand => operand.ElementCount * sizeof(float));

    /// <summary>Checks a <c>tensor</c> task and plans it.</summary>
    /// <exception cref="RefusedException">A field is missing, unknown or out of its range.</exception>
    public static TensorPlan Of(TaskWork work, string prefix)
    {
        TaskFields.RefuseOthers(work, prefix, "operation", "tensors", "factor", "axis");
        var field = $"{prefix}tensors";
        var operation = work.Operation;
        TensorPlan plan = operation switch
        {
            "add" or "multiply" => BroadcastPlan.Of(operation, Two(), field),
            "matmul" => ProductPlan.Of(Two(), field),
            "transpose" => TransposePlan.Of(One(), field),
            "relu" => new UnaryPlan(One(), tensor => tensor.Relu(tensor), cost: 1),
            "sigmoid" => new UnaryPlan(One(), tensor => tensor.Sigmoid(tensor), cost: 2),
            "tanh" => new UnaryPlan(One(), tensor => tensor.Tanh(tensor), cost: 2),
            "scale" => UnaryPlan.Scale(One(), TaskFields.Number(work.Factor, $"{prefix}factor")),
            "softmax" => new SoftmaxPlan(Lanes.Along(One(), work.Axis ?? -1, work.Axis is not null, $"{prefix}axis")),
            "sum" or "mean" => new SumPlan(Sum(One()), mean: operation == "mean"),
            null => throw RefusedException.Invalid($"{prefix}operation", $"{prefix}operation is required; it must be one of {Known}."),
            _ => throw RefusedException.Invalid(
                $"{prefix}operation", $"{prefix}operation {TaskFields.Quote(operation)} is unknown; it must be one of {Known}."),
        };
        RefuseOther(work.Factor is not null && operation != "scale", "factor");
        RefuseOther(work.Axis is not null && operation is not ("softmax" or "sum" or "mean"), "axis");
        return plan;

        TensorShape One() => OperandShapes.Read(work.Tensors, 1, operation, field)[0];
        TensorShape[] Two() => OperandShapes.Read(work.Tensors, 2, operation, field);
        Lanes Sum(TensorShape shape) => work.Axis is { } axis ? Lanes.Along(shape, axis, given: true, $"{prefix}axis") : Lanes.Whole(shape);
        void RefuseOther(bool given, string name)
        {
            if (given)
            {
                throw RefusedException.Invalid(prefix + name, $"{prefix}{name} is not a parameter of {operation}. Leave it out.");
            }
        }
    }

    internal sealed override IEnumerable<Pause> Run(IReadOnlyList<ReadOnlyMemory<byte>> operands, MemoryLedger memory, Tensor result)
    {
        foreach (var pause in Compute(operands, memory, result))
        {
            yield return pause;
        }

        foreach (var (start, length) in Chunks.Of((int)result.Shape.ElementCount))
        {
            Finite.Require(result.ReadOnlySpan.Slice(start, length), start);
            yield return default;
        }
    }

    /// <summary>As <see cref="Run"/>, which looks afterwards whether all is finite.</summary>
    protected abstract IEnumerable<Pause> Compute(IReadOnlyList<ReadOnlyMemory<byte>> operands, MemoryLedger memory, Tensor result);

    protected sealed override IReadOnlyList<ReadOnlyMemory<byte>> Operands(TaskWork work) =>
        [.. (work.Tensors ?? []).Select(tensor => tensor.Data)];

    /// <summary>The bytes of so many elements.</summary>
    protected static long Bytes(long elements) => elements * sizeof(float);
}
