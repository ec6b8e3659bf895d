using InfernoOrleans.Tensors;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>Networks of well-known sizes, built with seeded first weights as <see cref="NNBuilder"/> does.</summary>
public static class NNArchitectures
{
    /// <summary>One linear layer with one output, and a sigmoid.</summary>
    /// <inheritdoc cref="NNBuilder.BuildPerceptron" path="/param|/exception"/>
    public static NeuralNetwork Perceptron(
        int inputSize,
        long seed = 0,
        MemoryLedger? ledger = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default) =>
        NNBuilder.BuildPerceptron(inputSize, seed, ledger, time, cancellationToken);

    /// <summary>A feed-forward network with hidden layers of 64 and 32.</summary>
    /// <inheritdoc cref="NetworkArchitecture.Mlp" path="/param|/exception"/>
    /// <inheritdoc cref="NNBuilder.Build" path="/param|/exception"/>
    public static NeuralNetwork Mlp(
        int inputSize,
        int outputSize,
        NetworkOptions? options = null,
        long seed = 0,
        MemoryLedger? ledger = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default) =>
        NNBuilder.Build(NetworkArchitecture.Mlp(inputSize, outputSize, options), seed, ledger, time, cancellationToken);

    /// <summary>A feed-forward network with hidden layers of 128, 64, 32 and 16.</summary>
    /// <inheritdoc cref="NetworkArchitecture.DeepNet" path="/param|/exception"/>
    /// <inheritdoc cref="NNBuilder.Build" path="/param|/exception"/>
    public static NeuralNetwork DeepNet(
        int inputSize,
        int outputSize,
        NetworkOptions? options = null,
        long seed = 0,
        MemoryLedger? ledger = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default) =>
        NNBuilder.Build(NetworkArchitecture.DeepNet(inputSize, outputSize, options), seed, ledger, time, cancellationToken);
}
