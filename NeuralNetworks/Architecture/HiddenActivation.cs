namespace InfernoOrleans.NeuralNetworks;

/// <summary>The activations that hidden layers may have.</summary>
public enum HiddenActivation
{
    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    Sigmoid,

    /// <summary>tanh x.</summary>
    Tanh,
}
