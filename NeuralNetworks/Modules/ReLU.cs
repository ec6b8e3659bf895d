using InfernoOrleans.Tensors;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>max(x, 0) of every element; NaN stays NaN.</summary>
public sealed class ReLU : Module
{
    internal override ModuleSpec Spec { get; } = new ModuleSpec.ReLU();

    internal override Tensor Forward(Tensor input, bool training) => input.Relu();
}
