namespace InfernoOrleans.NeuralNetworks;

/// <summary>What may differ from the plain form of a network that is built by its layer sizes.</summary>
public sealed record NetworkOptions
{
    /// <summary>The activation of the hidden layers.</summary>
    /// <value>Default <see cref="HiddenActivation.Relu"/>.</value>
    public HiddenActivation Activation { get; init; } = HiddenActivation.Relu;

    /// <summary>The dropout after every hidden layer, 0 ≤ p &lt; 1; 0 means none anywhere.</summary>
    /// <value>Default null: what the kind of network has by itself.</value>
    public double? Dropout { get; init; }

    /// <summary>Whether a batch normalization stands between every hidden linear layer and its activation.</summary>
    /// <value>Default false.</value>
    public bool BatchNorm { get; init; }
}
