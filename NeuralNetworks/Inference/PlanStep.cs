namespace InfernoOrleans.NeuralNetworks;

/// <summary>One pass over a tile of rows.</summary>
internal abstract class PlanStep(int outputs)
{
    /// <summary>The size of a row of output.</summary>
    public int Outputs { get; } = outputs;

    /// <summary>
    /// y[rows, outputs] from x, with scratch of the plan's size; none overlaps another. Products go through the arena's own, and what is done is
    /// taken off what its position may still do.
    /// </summary>
    /// <returns>False where the step was interrupted: the same call goes on with it.</returns>
    public abstract bool Run(ReadOnlySpan<float> x, Span<float> y, int rows, Span<float> scratch, PlanArena arena);

    /// <summary>Releases what the step holds.</summary>
    public virtual void Release()
    {
    }
}
