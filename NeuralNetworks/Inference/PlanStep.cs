using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>One pass over a tile of rows.</summary>
internal abstract class PlanStep(int outputs)
{
    /// <summary>The size of a row of output.</summary>
    public int Outputs { get; } = outputs;

    /// <summary>y[rows, outputs] from x, with scratch of the plan's size; none overlaps another. Products go through the arena's own.</summary>
    public abstract void Run(ReadOnlySpan<float> x, Span<float> y, int rows, Span<float> scratch, SharedProduct product);

    /// <summary>Releases what the step holds.</summary>
    public virtual void Release()
    {
    }
}
