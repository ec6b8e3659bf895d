namespace InfernoOrleans.NeuralNetworks;

/// <summary>activation(x), where no transformation stands before the activation.</summary>
internal sealed class CopyStep(int columns, FusedActivation activation) : PlanStep(columns)
{
    public override bool Run(ReadOnlySpan<float> x, Span<float> y, int rows, Span<float> scratch, PlanArena arena)
    {
        x.CopyTo(y);
        activation.Apply(y, Outputs);
        arena.Position.Left -= y.Length;
        return true;
    }
}
