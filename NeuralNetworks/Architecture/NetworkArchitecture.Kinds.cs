namespace InfernoOrleans.NeuralNetworks;

/// <content>The five kinds of network that are described by their layer sizes.</content>
public sealed partial class NetworkArchitecture
{
    private const double ClassifierDropout = 0.3;

    /// <summary>A linear layer and an activation for each hidden size, then a linear layer.</summary>
    /// <param name="inputSize">The numbers of a row of input, 1 to 16,777,216.</param>
    /// <param name="hiddenSizes">The sizes of the hidden layers: at least one.</param>
    /// <param name="outputSize">The numbers of a row of output, 1 to 16,777,216.</param>
    /// <param name="options">Other activations, dropout, batch normalization.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size or the dropout is out of range.</exception>
    /// <exception cref="ArgumentException">There are no hidden sizes, or too many.</exception>
    public static NetworkArchitecture FeedForward(
        int inputSize, IReadOnlyList<int> hiddenSizes, int outputSize, NetworkOptions? options = null) =>
        new("FeedForward", Layers(inputSize, hiddenSizes, outputSize, nameof(outputSize), options ?? new(), ownDropout: 0));

    /// <summary>As <see cref="FeedForward"/>, with dropout 0.3 after every hidden layer but the first, and softmax at the end.</summary>
    /// <param name="inputSize">The numbers of a row of input, 1 to 16,777,216.</param>
    /// <param name="hiddenSizes">The sizes of the hidden layers: at least one.</param>
    /// <param name="numClasses">The number of classes, 1 to 16,777,216.</param>
    /// <param name="options">Other activations, dropout (then after every hidden layer), batch normalization.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size or the dropout is out of range.</exception>
    /// <exception cref="ArgumentException">There are no hidden sizes, or too many.</exception>
    public static NetworkArchitecture Classifier(
        int inputSize, IReadOnlyList<int> hiddenSizes, int numClasses, NetworkOptions? options = null) =>
        new("Classifier", [
            .. Layers(inputSize, hiddenSizes, numClasses, nameof(numClasses), options ?? new(), ClassifierDropout),
            new ModuleSpec.Softmax()]);

    /// <summary>One linear layer with one output, and a sigmoid.</summary>
    /// <param name="inputSize">The numbers of a row of input, 1 to 16,777,216.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is out of range.</exception>
    public static NetworkArchitecture Perceptron(int inputSize)
    {
        RequireSize(inputSize, nameof(inputSize));
        return new("Perceptron", [new ModuleSpec.Linear(inputSize, 1), new ModuleSpec.Sigmoid()]);
    }

    /// <summary>A <see cref="FeedForward"/> network with hidden layers of 64 and 32.</summary>
    /// <inheritdoc cref="FeedForward"/>
    public static NetworkArchitecture Mlp(int inputSize, int outputSize, NetworkOptions? options = null) =>
        FeedForward(inputSize, [64, 32], outputSize, options);

    /// <summary>A <see cref="FeedForward"/> network with hidden layers of 128, 64, 32 and 16.</summary>
    /// <inheritdoc cref="FeedForward"/>
    public static NetworkArchitecture DeepNet(int inputSize, int outputSize, NetworkOptions? options = null) =>
        FeedForward(inputSize, [128, 64, 32, 16], outputSize, options);

    private static List<ModuleSpec> Layers(
        int inputSize, IReadOnlyList<int> hiddenSizes, int outputSize, string outputName, NetworkOptions options, double ownDropout)
    {
        ArgumentNullException.ThrowIfNull(hiddenSizes);
        RequireSize(inputSize, nameof(inputSize));
        RequireSize(outputSize, outputName);
        if (hiddenSizes.Count is 0 or > MaxModules)
        {
            throw new ArgumentException($"From 1 to {MaxModules} hidden sizes are needed.", nameof(hiddenSizes));
        }

        if (options.Dropout is { } given && !(given is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), given, "A dropout must be at least 0 and below 1.");
        }

        List<ModuleSpec> layers = [];
        int size = inputSize;
        for (int i = 0; i < hiddenSizes.Count; i++)
        {
            RequireSize(hiddenSizes[i], nameof(hiddenSizes));
            AddHidden(layers, size, hiddenSizes[i], options, options.Dropout ?? (i == 0 ? 0 : ownDropout));
            size = hiddenSizes[i];
        }

        RequireProduct(size, outputSize, outputName);
        layers.Add(new ModuleSpec.Linear(size, outputSize));

        // One more than the layers: a classifier still adds its softmax.
        return layers.Count < MaxModules
            ? layers
            : throw new ArgumentException($"These hidden sizes need more than {MaxModules} modules.", nameof(hiddenSizes));
    }

    private static void AddHidden(List<ModuleSpec> layers, int inputs, int outputs, NetworkOptions options, double dropout)
    {
        RequireProduct(inputs, outputs, "hiddenSizes");
        layers.Add(new ModuleSpec.Linear(inputs, outputs));
        if (options.BatchNorm)
        {
            layers.Add(new ModuleSpec.BatchNorm(outputs));
        }

        layers.Add(options.Activation switch
        {
            HiddenActivation.Relu => new ModuleSpec.ReLU(),
            HiddenActivation.Sigmoid => new ModuleSpec.Sigmoid(),
            HiddenActivation.Tanh => new ModuleSpec.Tanh(),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Activation, "The activation must be relu, sigmoid or tanh."),
        });
        if (dropout > 0)
        {
            layers.Add(new ModuleSpec.Dropout(dropout));
        }
    }

    private static void RequireSize(int size, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, ModuleSpec.MaxSize, name);
    }

    private static void RequireProduct(int inputs, int outputs, string name)
    {
        if ((long)inputs * outputs > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(name, outputs, $"A layer has at most {int.MaxValue} weights, not {inputs} × {outputs}.");
        }
    }
}
