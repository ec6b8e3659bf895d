using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>The activation that a step applies to its output while that is still in the cache.</summary>
internal enum FusedActivation
{
    None,
    Relu,
    Sigmoid,
    Tanh,
    Softmax,
}

internal static class FusedActivations
{
    /// <summary>The activation that a module is, or none.</summary>
    public static FusedActivation Of(ModuleSpec spec) => spec switch
    {
        ModuleSpec.ReLU => FusedActivation.Relu,
        ModuleSpec.Sigmoid => FusedActivation.Sigmoid,
        ModuleSpec.Tanh => FusedActivation.Tanh,
        ModuleSpec.Softmax => FusedActivation.Softmax,
        _ => FusedActivation.None,
    };

    /// <summary>Applies it in place to rows of <paramref name="columns"/> elements.</summary>
    public static void Apply(this FusedActivation activation, Span<float> rows, int columns)
    {
        switch (activation)
        {
            case FusedActivation.Relu:
                Elementwise.Apply<ReluOperator>(rows, rows);
                break;
            case FusedActivation.Sigmoid:
                Elementwise.Apply<SigmoidOperator>(rows, rows);
                break;
            case FusedActivation.Tanh:
                Elementwise.Apply<TanhOperator>(rows, rows);
                break;
            case FusedActivation.Softmax:
                RowSoftmax.Apply(rows, rows, columns);
                break;
        }
    }
}
