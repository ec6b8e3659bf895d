using InfernoOrleans.Tensors;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>A network with its weights and what is known of it. It owns the network.</summary>
public sealed class NeuralNetwork : IDisposable
{
    /// <summary>Joins a network and the moment it was made.</summary>
    /// <param name="network">The network; it is disposed with this.</param>
    /// <param name="created">When it was made.</param>
    public NeuralNetwork(Sequential network, DateTimeOffset created)
    {
        ArgumentNullException.ThrowIfNull(network);
        Network = network;
        NetworkArchitecture architecture = network.Architecture;
        Metadata = new(architecture.Name, architecture.Version, architecture.Text, architecture.ParameterCount, created);
    }

    /// <summary>The modules with their weights.</summary>
    public Sequential Network { get; }

    /// <summary>Name, version, architecture text, parameter count, and when it was built.</summary>
    public ModelMetadata Metadata { get; }

    /// <summary>The numbers that training changes.</summary>
    public long ParameterCount => Metadata.ParameterCount;

    /// <summary>Computes the output as in evaluation: dropout off, batch normalization with running statistics. Thread-safe.</summary>
    /// <param name="input">A vector of the input size, or a matrix with one row per example.</param>
    /// <returns>A tensor of the input's rank in the input's ledger; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The shape of the input doesn't fit the network.</exception>
    /// <exception cref="InvalidOperationException">The input isn't FP32.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room for the result.</exception>
    public Tensor Predict(Tensor input) => Network.Predict(input);

    /// <summary>Packs the weights in a type of numbers for inference. This network stays as it is.</summary>
    /// <param name="dtype">How the weights of linear layers are stored and multiplied; activations, biases and batch normalization are FP32.</param>
    /// <param name="ledger">What counts the packed weights; <see cref="MemoryLedger.Unlimited"/> when absent.</param>
    /// <param name="maxConcurrency">How many predictions compute at the same time; a further one waits. 0 means one per processor.</param>
    /// <returns>A network of its own; the caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such type, or <paramref name="maxConcurrency"/> is negative or above 1,024.</exception>
    /// <exception cref="MemoryRefusedException">The ledger has no room; nothing stays allocated.</exception>
    public QuantizedNetwork Quantize(TensorDType dtype, MemoryLedger? ledger = null, int maxConcurrency = 0) =>
        new(InferencePlan.CompileKeeping(Network, dtype, ledger, maxConcurrency), Metadata);

    /// <summary>Releases the weights. Repeating it does nothing.</summary>
    public void Dispose() => Network.Dispose();
}
