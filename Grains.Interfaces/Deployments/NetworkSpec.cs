namespace InfernoOrleans.Grains.Interfaces.Deployments;

/// <summary>
/// A network to build, as a request gave it: nothing is checked yet, absent fields are null. The silo checks it against its limits.
/// </summary>
/// <param name="ModelType"><c>feedforward</c>, <c>classifier</c>, <c>perceptron</c>, <c>mlp</c> or <c>deepnet</c>.</param>
/// <param name="InputSize">Numbers in one input row.</param>
/// <param name="HiddenSizes">Width of each hidden layer.</param>
/// <param name="OutputSize">Numbers in one output row.</param>
/// <param name="Activation"><c>relu</c>, <c>sigmoid</c> or <c>tanh</c> after every hidden layer; null for the type's own.</param>
/// <param name="Dropout">Drop probability after every hidden layer, from 0 to less than 1; null for the type's own.</param>
/// <param name="BatchNorm">Whether batch normalization follows every hidden layer.</param>
/// <param name="Seed">Seed of the initial weights; null for one drawn by chance.</param>
[GenerateSerializer, Immutable, Alias("inferno.network-spec")]
public sealed record NetworkSpec(
    [property: Id(0)] string? ModelType,
    [property: Id(1)] long? InputSize,
    [property: Id(2)] IReadOnlyList<long>? HiddenSizes,
    [property: Id(3)] long? OutputSize,
    [property: Id(4)] string? Activation,
    [property: Id(5)] double? Dropout,
    [property: Id(6)] bool? BatchNorm,
    [property: Id(7)] long? Seed);
