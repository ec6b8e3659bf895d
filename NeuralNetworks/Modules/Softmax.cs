using InfernoOrleans.Tensors;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>Softmax of each row, with the row's maximum subtracted first.</summary>
public sealed class Softmax : Module
{
    internal override ModuleSpec Spec { get; } = new ModuleSpec.Softmax();

    internal override Tensor Forward(Tensor input, bool training) => input.Softmax();
}
