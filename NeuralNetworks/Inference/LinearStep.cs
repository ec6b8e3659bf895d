namespace InfernoOrleans.NeuralNetworks;

/// <summary>activation(x·Wᵀ + b)</summary>
internal sealed class LinearStep(Linear linear, FusedActivation activation) : PlanStep(linear.Weight.Shape[0], activation)
{
    protected override void Transform(ReadOnlySpan<float> x, Span<float> y, int rows) => linear.Apply(x, y, rows);
}
