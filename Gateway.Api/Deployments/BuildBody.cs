using InfernoOrleans.Grains.Interfaces.Deployments;

namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>A network to build and describe.</summary>
/// <param name="ModelType"><c>feedforward</c>, <c>classifier</c>, <c>perceptron</c>, <c>mlp</c> or <c>deepnet</c>.</param>
/// <param name="InputSize">Numbers in one input row.</param>
/// <param name="HiddenSizes">Width of each hidden layer; used by feedforward and classifier.</param>
/// <param name="OutputSize">Numbers in one output row; not used by perceptron.</param>
/// <param name="Activation">Of the hidden layers: <c>relu</c> (default), <c>sigmoid</c> or <c>tanh</c>.</param>
/// <param name="Dropout">Drop probability after every hidden layer while training, from 0 to less than 1.</param>
/// <param name="BatchNorm">Whether batch normalization follows every hidden layer.</param>
/// <param name="Seed">Seed of the initial weights.</param>
internal sealed record BuildBody(
    string? ModelType = null,
    long? InputSize = null,
    IReadOnlyList<long>? HiddenSizes = null,
    long? OutputSize = null,
    string? Activation = null,
    double? Dropout = null,
    bool? BatchNorm = null,
    long? Seed = null)
{
    public NetworkSpec ToSpec() => new(ModelType, InputSize, HiddenSizes, OutputSize, Activation, Dropout, BatchNorm, Seed);
}
