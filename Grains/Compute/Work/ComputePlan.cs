using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>
/// What a <c>tensor</c> or <c>data</c> task will compute: all that follows from its shapes is known and checked, and nothing is allocated.
/// Immutable.
/// </summary>
internal abstract class ComputePlan
{
    /// <summary>
    /// How many multiply-adds of a matrix product take as long as a number takes that is copied, changed by a sum or a product and looked at:
    /// measured with vectors of 512 bits.
    /// </summary>
    protected const double PerElement = 64;

    /// <summary>The extents of the result; none of a single number.</summary>
    public abstract IReadOnlyList<int> Shape { get; }

    /// <summary>The bytes of the result: four for each number.</summary>
    public long ResultBytes => Shape.Aggregate((long)sizeof(float), (bytes, extent) => bytes * extent);

    /// <summary>How long it will take, in multiply-adds of a matrix product, other steps counted by their time: an estimate.</summary>
    public abstract double Operations { get; }

    /// <summary>The most native memory that it holds at one time: its copies of operands, working memory and the result.</summary>
    public abstract long NativeBytes { get; }

    /// <summary>The tensor in which the result is made; the result is its first numbers.</summary>
    internal abstract TensorShape Buffer { get; }

    /// <summary>The field that is at fault when a task would be too much.</summary>
    protected abstract string MainField { get; }

    /// <summary>The bytes of each operand.</summary>
    protected abstract IEnumerable<long> OperandBytes { get; }

    /// <summary>Checks a task and plans it.</summary>
    /// <param name="work">The task, whose type is <c>tensor</c> or <c>data</c>; its numbers are finite.</param>
    /// <param name="limits">How much it may ask for.</param>
    /// <param name="prefix">What precedes the names of its fields in refusals: nothing, or <c>tasks[2].</c></param>
    /// <exception cref="RefusedException">A field is missing, unknown or out of its range, or the task would be too much.</exception>
    public static ComputePlan For(TaskWork work, TaskLimits limits, string prefix)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(limits);
        ComputePlan plan = work.Type switch
        {
            "data" => DataPlan.Of(work, limits, prefix),
            "tensor" => TensorPlan.Of(work, prefix),
            _ => throw RefusedException.Invalid(
                $"{prefix}taskType", $"{prefix}taskType is {TaskFields.Quote(work.Type)}; what is computed by itself is tensor or data."),
        };
        plan.RequireWithin(limits, prefix);
        return plan;
    }

    /// <summary>Begins to compute. Copies nothing yet: the numbers of the task must stay as they are until the computation is disposed.</summary>
    /// <param name="work">The task that was planned.</param>
    /// <param name="ledger">What counts the memory.</param>
    /// <param name="time">Measures slices; the system's clock when absent.</param>
    /// <exception cref="ArgumentException">It is another task: it has other numbers of bytes.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room; nothing was reserved.</exception>
    public Computation Start(TaskWork work, MemoryLedger ledger, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(ledger);
        var operands = Operands(work);
        return operands.Select(operand => (long)operand.Length).SequenceEqual(OperandBytes)
            ? new Computation(this, operands, ledger, time)
            : throw new ArgumentException("The task is not the one that was planned.", nameof(work));
    }

    /// <summary>Computes the result, pausing at least once a millisecond or so.</summary>
    /// <param name="operands">Little-endian floats, as many as were planned.</param>
    /// <param name="memory">What counts all tensors that are made; they are disposed when the enumeration is.</param>
    /// <param name="result">A tensor of the shape <see cref="Buffer"/> with anything in it.</param>
    /// <exception cref="TaskFailedException">A number of the result is not finite.</exception>
    internal abstract IEnumerable<Pause> Run(IReadOnlyList<ReadOnlyMemory<byte>> operands, MemoryLedger memory, Tensor result);

    /// <summary>The numbers of a task.</summary>
    protected abstract IReadOnlyList<ReadOnlyMemory<byte>> Operands(TaskWork work);

    private void RequireWithin(TaskLimits limits, string prefix)
    {
        // A span holds no more.
        var most = Math.Min(limits.MaxResultBytes, int.MaxValue);
        if (ResultBytes > most)
        {
            throw RefusedException.Invalid(
                prefix + MainField,
                $"{prefix}{MainField} would make a result [{string.Join(", ", Shape)}] of {ResultBytes:N0} bytes; at most {most:N0} are allowed.");
        }

        if (Operations > limits.MaxOperations)
        {
            throw RefusedException.Invalid(
                prefix + MainField,
                $"{prefix}{MainField} would take about {Operations:N0} operations; at most {limits.MaxOperations:N0} are allowed.");
        }
    }
}
