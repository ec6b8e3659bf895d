namespace InfernoOrleans.NeuralNetworks;

/// <summary>One pass over a tile of rows: a transformation out of place, then an activation in place.</summary>
internal abstract class PlanStep(int outputs, FusedActivation activation)
{
    /// <summary>The size of a row of output.</summary>
    public int Outputs { get; } = outputs;

    /// <summary>y[rows, outputs] from x; they don't overlap.</summary>
    public void Run(ReadOnlySpan<float> x, Span<float> y, int rows)
    {
        Transform(x, y, rows);
        activation.Apply(y, Outputs);
    }

    /// <summary>Releases what the step holds beyond the network's own tensors.</summary>
    public virtual void Release()
    {
    }

    protected abstract void Transform(ReadOnlySpan<float> x, Span<float> y, int rows);
}
