using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>A pipeline of steps over numbers. They are copied once; each step works where they lie.</summary>
internal sealed class DataPlan : ComputePlan
{
    private readonly int count;
    private readonly IReadOnlyList<PipelineStep> steps;

    private DataPlan(int count, IReadOnlyList<PipelineStep> steps)
    {
        this.count = count;
        this.steps = steps;
        var left = count;
        var operations = PerElement * count;
        var working = 0L;
        foreach (var step in steps)
        {
            operations += step.Cost * PerElement * left;
            working = Math.Max(working, step.WorkingBytes(left));
            left = step.CountAfter(left);
        }

        Shape = [left];
        Operations = operations;
        NativeBytes = ((long)count * sizeof(float)) + working;
    }

    public override IReadOnlyList<int> Shape { get; }

    public override double Operations { get; }

    public override long NativeBytes { get; }

    internal override TensorShape Buffer => TensorShape.Vector(count);

    protected override string MainField => "data";

    protected override IEnumerable<long> OperandBytes => [(long)count * sizeof(float)];

    /// <summary>Checks a <c>data</c> task and plans it.</summary>
    /// <exception cref="RefusedException">A field is missing, unknown or out of its range.</exception>
    public static DataPlan Of(TaskWork work, TaskLimits limits, string prefix)
    {
        TaskFields.RefuseOthers(work, prefix, "data", "operations");
        if (work.Data is not { Length: >= sizeof(float) } data || data.Length % sizeof(float) != 0)
        {
            throw RefusedException.Invalid(
                $"{prefix}data",
                work.Data is null
                    ? $"{prefix}data is required; it must hold at least one number."
                    : $"{prefix}data must hold at least one number, each a 32-bit float.");
        }

        var count = data.Length / sizeof(float);
        return new DataPlan(count, Steps(work.Operations, count, limits.MaxSteps, prefix));
    }

    internal override IEnumerable<Pause> Run(IReadOnlyList<ReadOnlyMemory<byte>> operands, MemoryLedger memory, Tensor result)
    {
        foreach (var pause in Chunks.CopyTo(operands[0], result))
        {
            yield return pause;
        }

        var left = count;
        foreach (var step in steps)
        {
            foreach (var pause in step.Run(result, left, memory))
            {
                yield return pause;
            }

            left = step.CountAfter(left);
        }
    }

    protected override IReadOnlyList<ReadOnlyMemory<byte>> Operands(TaskWork work) => [work.Data ?? default];

    private static PipelineStep[] Steps(IReadOnlyList<DataStep>? operations, int count, int most, string prefix)
    {
        if (operations is null or { Count: 0 })
        {
            // What the original documents of a task without operations.
            return [ElementStep.Doubled()];
        }

        if (operations.Count > most)
        {
            throw RefusedException.Invalid(
                $"{prefix}operations", $"{prefix}operations holds {operations.Count:N0} steps; at most {most:N0} are allowed.");
        }

        var steps = new PipelineStep[operations.Count];
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = StepReader.Read(operations[i], $"operations[{i}]", prefix, count);
            count = steps[i].CountAfter(count);
        }

        return steps;
    }
}
