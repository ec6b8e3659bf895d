namespace InfernoOrleans.NeuralNetworks;

/// <summary>activation(x), where no transformation stands before the activation.</summary>
internal sealed class CopyStep(int columns, FusedActivation activation) : PlanStep(columns, activation)
{
    protected override void Transform(ReadOnlySpan<float> x, Span<float> y, int rows) => x.CopyTo(y);
}
