using System.Text.Json;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>A network to deploy: the fields of a build, or a registered model.</summary>
/// <param name="Name">What to call the deployment; need not be unique.</param>
/// <param name="ModelType"><c>feedforward</c>, <c>classifier</c>, <c>perceptron</c>, <c>mlp</c> or <c>deepnet</c>.</param>
/// <param name="InputSize">Numbers in one input row.</param>
/// <param name="HiddenSizes">Width of each hidden layer; used by feedforward and classifier.</param>
/// <param name="OutputSize">Numbers in one output row; not used by perceptron.</param>
/// <param name="Activation">Of the hidden layers: <c>relu</c> (default), <c>sigmoid</c> or <c>tanh</c>.</param>
/// <param name="Dropout">Drop probability after every hidden layer while training, from 0 to less than 1.</param>
/// <param name="BatchNorm">Whether batch normalization follows every hidden layer.</param>
/// <param name="Seed">Seed of the initial weights; drawn by chance when absent.</param>
/// <param name="ModelId">A registered model in place of the build fields: <c>digits</c>, <c>digits@2</c>, <c>digits@latest</c>.</param>
/// <param name="Dtype">How the weights are held in memory: <c>FP32</c> (default), <c>FP16</c>, <c>INT8</c> or <c>INT4</c>.</param>
/// <param name="Replicas">How many loaded copies: a number (default 1), or <c>{"min":1,"max":8}</c> for as many as the load asks for.</param>
/// <param name="RestartPolicy">When it is started again after it has failed; always when absent.</param>
/// <param name="Resources">What it is granted; of what is not named it gets what it needs.</param>
/// <param name="Namespace">What it sees; a clean namespace of its own when absent.</param>
/// <param name="Pinned">Whether it stays in memory when others need room and it has nothing to do.</param>
internal sealed record DeployModelBody(
    string? Name = null,
    string? ModelType = null,
    long? InputSize = null,
    IReadOnlyList<long>? HiddenSizes = null,
    long? OutputSize = null,
    string? Activation = null,
    double? Dropout = null,
    bool? BatchNorm = null,
    long? Seed = null,
    string? ModelId = null,
    string? Dtype = null,
    JsonElement? Replicas = null,
    RestartPolicyBody? RestartPolicy = null,
    IReadOnlyList<ResourceBody>? Resources = null,
    NamespaceBody? Namespace = null,
    bool? Pinned = null)
{
    /// <summary>The network to build; null when a registered model is asked for.</summary>
    /// <exception cref="RefusedException">Both are asked for.</exception>
    public NetworkSpec? ToSpec()
    {
        if (ModelId is null)
        {
            return new BuildBody(ModelType, InputSize, HiddenSizes, OutputSize, Activation, Dropout, BatchNorm, Seed).ToSpec();
        }

        var built = ModelType is not null ? "modelType" : InputSize is not null ? "inputSize" : HiddenSizes is not null ? "hiddenSizes"
            : OutputSize is not null ? "outputSize" : Activation is not null ? "activation" : Dropout is not null ? "dropout"
            : BatchNorm is not null ? "batchNorm" : Seed is not null ? "seed" : null;
        return built is null
            ? null
            : throw RefusedException.Invalid(built, $"{built} cannot be given together with modelId: a registered model brings its own network.");
    }
}
