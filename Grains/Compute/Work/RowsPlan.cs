using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>The same steps over each of many rows. A row is copied out, goes through the steps by itself, and what is left of it is copied in.</summary>
/// <param name="rows">How many rows.</param>
/// <param name="size">Numbers of one row.</param>
/// <param name="steps">The steps, made for rows of that size.</param>
internal sealed class RowsPlan(int rows, int size, IReadOnlyList<PipelineStep> steps) : ComputePlan
{
    private readonly int left = CountAfter(steps, size);

    public override IReadOnlyList<int> Shape => [rows, left];

    public override double Operations => rows * steps.Sum(step => step.Cost) * PerElement * size;

    public override long NativeBytes => ((((long)rows * left) + size) * sizeof(float)) + WorkingBytes();

    internal override TensorShape Buffer => TensorShape.Vector(rows * left);

    protected override string MainField => "data";

    protected override IEnumerable<long> OperandBytes => [(long)rows * size * sizeof(float)];

    /// <summary>How many numbers steps leave of so many.</summary>
    public static int CountAfter(IEnumerable<PipelineStep> steps, int count) => steps.Aggregate(count, (left, step) => step.CountAfter(left));

    internal override IEnumerable<Pause> Run(IReadOnlyList<ReadOnlyMemory<byte>> operands, MemoryLedger memory, Tensor result)
    {
        using var row = Tensor.Uninitialized(TensorShape.Vector(size), memory);
        for (var i = 0; i < rows; i++)
        {
            Chunks.Read(operands[0], (long)i * size, row.Span);
            yield return default;

            var count = size;
            foreach (var step in steps)
            {
                foreach (var pause in step.Run(row, count, memory))
                {
                    yield return pause;
                }

                count = step.CountAfter(count);
            }

            row.ReadOnlySpan[..left].CopyTo(result.Span.Slice(i * left, left));
        }
    }

    protected override IReadOnlyList<ReadOnlyMemory<byte>> Operands(TaskWork work) => [work.Data ?? default];

    private long WorkingBytes()
    {
        var (most, count) = (0L, size);
        foreach (var step in steps)
        {
            most = Math.Max(most, step.WorkingBytes(count));
            count = step.CountAfter(count);
        }

        return most;
    }
}
