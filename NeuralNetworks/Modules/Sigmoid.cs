using InfernoOrleans.Tensors;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>1 / (1 + e⁻ˣ) of every element.</summary>
public sealed class Sigmoid : Module
{
    internal override ModuleSpec Spec { get; } = new ModuleSpec.Sigmoid();

    internal override Tensor Forward(Tensor input, bool training) => input.Sigmoid();
}
