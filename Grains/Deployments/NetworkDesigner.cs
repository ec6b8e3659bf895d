using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.NeuralNetworks;

namespace InfernoOrleans.Grains.Deployments;

/// <summary>Turns a request's network spec into an architecture, or refuses it by the field at fault. Allocates no weights.</summary>
internal static class NetworkDesigner
{
    private const string ModelTypes = "feedforward, classifier, perceptron, mlp, deepnet";

    /// <exception cref="RefusedException">A field is missing, unknown or out of its range.</exception>
    public static NetworkArchitecture Design(NetworkSpec spec, DeploymentOptions limits)
    {
        var architecture = Describe(spec, limits);
        return architecture.ParameterCount <= limits.MaxParameters
            ? architecture
            : throw RefusedException.Invalid(
                "hiddenSizes",
                $"With these hiddenSizes the network would have {architecture.ParameterCount:N0} parameters; at most {limits.MaxParameters:N0} are allowed.");
    }

    private static NetworkArchitecture Describe(NetworkSpec spec, DeploymentOptions limits)
    {
        var options = Options(spec);
        try
        {
            return spec.ModelType switch
            {
                "feedforward" => NetworkArchitecture.FeedForward(Input(), Hidden(), Output(), options),
                "classifier" => NetworkArchitecture.Classifier(Input(), Hidden(), Output(), options),
                "perceptron" => NetworkArchitecture.Perceptron(Input()),
                "mlp" => NetworkArchitecture.Mlp(Input(), Output(), options),
                "deepnet" => NetworkArchitecture.DeepNet(Input(), Output(), options),
                null => throw RefusedException.Invalid("modelType", $"modelType is required; it must be one of {ModelTypes}."),
                _ => throw RefusedException.Invalid("modelType", $"modelType '{Shorten(spec.ModelType)}' is unknown; it must be one of {ModelTypes}."),
            };
        }
        catch (ArgumentException exception)
        {
            // Each size is in range by itself, but a layer between two of them is too large, or the layers are more modules than fit.
            throw RefusedException.Invalid("hiddenSizes", $"hiddenSizes cannot be built: {exception.Message.Split(" (Parameter", 2)[0]}");
        }

        int Input() => Size(spec.InputSize, "inputSize", limits);
        int Output() => Size(spec.OutputSize, "outputSize", limits);
        int[] Hidden() => HiddenSizes(spec, limits);
    }

    private static int Size(long? size, string field, DeploymentOptions limits) =>
        size is >= 1 && size <= limits.MaxLayerSize
            ? (int)size
            : throw RefusedException.Invalid(
                field,
                $"{field} {(size is null ? "is required" : $"is {size}")}; it must be a whole number from 1 to {limits.MaxLayerSize:N0}.");

    private static int[] HiddenSizes(NetworkSpec spec, DeploymentOptions limits)
    {
        if (spec.HiddenSizes is null or { Count: 0 } || spec.HiddenSizes.Count > limits.MaxHiddenLayers)
        {
            throw RefusedException.Invalid(
                "hiddenSizes",
                $"hiddenSizes must hold 1 to {limits.MaxHiddenLayers} sizes for modelType {spec.ModelType}; it holds {spec.HiddenSizes?.Count ?? 0}.");
        }

        return [.. spec.HiddenSizes.Select((size, index) => Size(size, $"hiddenSizes[{index}]", limits))];
    }

    private static NetworkOptions Options(NetworkSpec spec)
    {
        if (spec.Dropout is { } dropout && !(dropout >= 0 && dropout < 1))
        {
            throw RefusedException.Invalid("dropout", $"dropout is {dropout}; it must be at least 0 and less than 1.");
        }

        if (spec.ModelType == "perceptron")
        {
            RefuseForPerceptron(spec.Activation, "activation");
            RefuseForPerceptron(spec.Dropout, "dropout");
            RefuseForPerceptron(spec.BatchNorm, "batchNorm");
        }

        return new NetworkOptions
        {
            Activation = spec.Activation switch
            {
                null or "relu" => HiddenActivation.Relu,
                "sigmoid" => HiddenActivation.Sigmoid,
                "tanh" => HiddenActivation.Tanh,
                _ => throw RefusedException.Invalid(
                    "activation", $"activation '{Shorten(spec.Activation)}' is unknown; it must be one of relu, sigmoid, tanh."),
            },
            Dropout = spec.Dropout,
            BatchNorm = spec.BatchNorm ?? false,
        };
    }

    private static void RefuseForPerceptron(object? value, string field)
    {
        if (value is not null)
        {
            throw RefusedException.Invalid(field, $"{field} concerns hidden layers, and a perceptron has none. Leave it out.");
        }
    }

    /// <summary>What a client sent is repeated to it, but not at any length.</summary>
    private static string Shorten(string text) => text.Length <= 40 ? text : $"{text[..40]}…";
}
