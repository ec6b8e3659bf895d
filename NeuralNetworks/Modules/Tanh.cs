using InfernoOrleans.Tensors;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>tanh x of every element.</summary>
public sealed class Tanh : Module
{
    internal override ModuleSpec Spec { get; } = new ModuleSpec.Tanh();

    internal override Tensor Forward(Tensor input, bool training) => input.Tanh();
}
