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

    /// <summary>What of it a product can apply to its output; softmax needs whole rows.</summary>
    public static Epilogue ToEpilogue(this FusedActivation activation) => activation switch
    {
        FusedActivation.Relu => Epilogue.Relu,
        FusedActivation.Sigmoid => Epilogue.Sigmoid,
        FusedActivation.Tanh => Epilogue.Tanh,
        _ => Epilogue.None,
    };

    /// <summary>Applies it in place to rows of <paramref name="columns"/> elements.</summary>
    public static void Apply(this FusedActivation activation, Span<float> rows, int columns)
    {
        activation.ToEpilogue().Apply(rows);
        if (activation == FusedActivation.Softmax)
        {
            RowSoftmax.Apply(rows, rows, columns);
        }
    }
}
