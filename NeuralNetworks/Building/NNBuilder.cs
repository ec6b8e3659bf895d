using InfernoOrleans.Tensors;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>Builds networks with seeded first weights: the same seed gives the same network, bit for bit.</summary>
/// <remarks>Uniform weights after He where a ReLU follows, else after Glorot; biases zero.</remarks>
public static class NNBuilder
{
    /// <summary>Builds the network of an architecture.</summary>
    /// <param name="architecture">What to build.</param>
    /// <param name="seed">Decides the weights.</param>
    /// <param name="ledger">What counts the weights; <see cref="MemoryLedger.Unlimited"/> when absent.</param>
    /// <param name="time">The clock of <see cref="ModelMetadata.Created"/>; the system's when absent.</param>
    /// <param name="cancellationToken">Checked for each module and each 65,536 weights.</param>
    /// <exception cref="MemoryRefusedException">The ledger has no room; nothing stays allocated.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing stays allocated.</exception>
    public static NeuralNetwork Build(
        NetworkArchitecture architecture,
        long seed = 0,
        MemoryLedger? ledger = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        Sequential network = Sequential.Allocate(architecture, ledger, cancellationToken);
        try
        {
            WeightInitialization.Apply(network, seed, cancellationToken);
        }
        catch
        {
            network.Dispose();
            throw;
        }

        return new NeuralNetwork(network, (time ?? TimeProvider.System).GetUtcNow());
    }

    /// <summary>Builds a <see cref="NetworkArchitecture.FeedForward"/> network.</summary>
    /// <inheritdoc cref="NetworkArchitecture.FeedForward" path="/param|/exception"/>
    /// <inheritdoc cref="Build" path="/param|/exception"/>
    public static NeuralNetwork BuildFeedForward(
        int inputSize,
        IReadOnlyList<int> hiddenSizes,
        int outputSize,
        NetworkOptions? options = null,
        long seed = 0,
        MemoryLedger? ledger = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default) =>
        Build(NetworkArchitecture.FeedForward(inputSize, hiddenSizes, outputSize, options), seed, ledger, time, cancellationToken);

    /// <summary>Builds a <see cref="NetworkArchitecture.Classifier"/> network.</summary>
    /// <inheritdoc cref="NetworkArchitecture.Classifier" path="/param|/exception"/>
    /// <inheritdoc cref="Build" path="/param|/exception"/>
    public static NeuralNetwork BuildClassifier(
        int inputSize,
        IReadOnlyList<int> hiddenSizes,
        int numClasses,
        NetworkOptions? options = null,
        long seed = 0,
        MemoryLedger? ledger = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default) =>
        Build(NetworkArchitecture.Classifier(inputSize, hiddenSizes, numClasses, options), seed, ledger, time, cancellationToken);

    /// <summary>Builds a <see cref="NetworkArchitecture.Perceptron"/>.</summary>
    /// <inheritdoc cref="NetworkArchitecture.Perceptron" path="/param|/exception"/>
    /// <inheritdoc cref="Build" path="/param|/exception"/>
    public static NeuralNetwork BuildPerceptron(
        int inputSize,
        long seed = 0,
        MemoryLedger? ledger = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default) =>
        Build(NetworkArchitecture.Perceptron(inputSize), seed, ledger, time, cancellationToken);
}
