using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>activation(x), where no transformation stands before the activation.</summary>
internal sealed class CopyStep(int columns, FusedActivation activation) : PlanStep(columns)
{
    public override void Run(ReadOnlySpan<float> x, Span<float> y, int rows, Span<float> scratch, SharedProduct product)
    {
        x.CopyTo(y);
        activation.Apply(y, Outputs);
    }
}
