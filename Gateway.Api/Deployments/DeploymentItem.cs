using System.Globalization;
using System.Text.Json.Serialization;
using InfernoOrleans.Grains.Interfaces.Deployments;

namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>A deployment in a list.</summary>
/// <param name="Id">Its id, <c>deploy-1</c>.</param>
/// <param name="Name">What users call it.</param>
/// <param name="DeploymentType"><c>NeuralNetwork</c>, <c>CivicAgent</c>, <c>DistributedTask</c> or <c>Service</c>.</param>
/// <param name="Status"><c>Created</c>, <c>Running</c>, <c>Stopped</c>, <c>Terminated</c> or <c>Failed</c>.</param>
/// <param name="Metadata">The network, or the agent.</param>
internal sealed record DeploymentItem(
    string Id, string Name, DeploymentType DeploymentType, DeploymentStatus Status, DeploymentMetadata Metadata)
{
    public static DeploymentItem From(DeploymentInfo info) =>
        new(info.Id.ToString(), info.Name, info.Type, info.Status, DeploymentMetadata.From(info));
}

/// <summary>The network of a deployment, or its agent.</summary>
/// <param name="Architecture">The layers as text; left out for an agent.</param>
/// <param name="ParameterCount">Weights and biases, as text; left out for an agent.</param>
/// <param name="AgentId">The agent, <c>synth-mirror-palm</c> or <c>agent-7</c>; left out for a network.</param>
internal sealed record DeploymentMetadata(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Architecture,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ParameterCount,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AgentId)
{
    public static DeploymentMetadata From(DeploymentInfo info) => info.Agent is { } agent
        ? new(Architecture: null, ParameterCount: null, agent)
        : new(info.Architecture, info.ParameterCount.ToString(CultureInfo.InvariantCulture), AgentId: null);
}

/// <summary>A deployment by itself: what a list shows, and more. What only a network has is left out for an agent.</summary>
/// <param name="Id">Its id, <c>deploy-1</c>.</param>
/// <param name="Name">What users call it.</param>
/// <param name="DeploymentType"><c>NeuralNetwork</c>, <c>CivicAgent</c>, <c>DistributedTask</c> or <c>Service</c>.</param>
/// <param name="Status"><c>Created</c>, <c>Running</c>, <c>Stopped</c>, <c>Terminated</c> or <c>Failed</c>.</param>
/// <param name="Metadata">The network, or the agent.</param>
/// <param name="ProcessId">Its process, <c>proc-1</c>.</param>
/// <param name="ModelVersion">What it serves: <c>digits@1</c> for a registered model, <c>Classifier@1.0</c> for a built network.</param>
/// <param name="Dtype">How its weights are held in memory: <c>FP32</c>, <c>FP16</c>, <c>INT8</c> or <c>INT4</c>.</param>
/// <param name="Revision">Which spec of it is served.</param>
/// <param name="InputSize">Numbers in one input row.</param>
/// <param name="OutputSize">Numbers in one output row.</param>
/// <param name="Created">Milliseconds since 1970.</param>
/// <param name="MinReplicas">The least loaded copies that are kept.</param>
/// <param name="MaxReplicas">The most loaded copies that are kept.</param>
/// <param name="DesiredReplicas">How many loaded copies there are to be now.</param>
/// <param name="ReadyReplicas">How many are loaded and called.</param>
internal sealed record DeploymentDetails(
    string Id,
    string Name,
    DeploymentType DeploymentType,
    DeploymentStatus Status,
    DeploymentMetadata Metadata,
    string ProcessId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ModelVersion,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Dtype,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Revision,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? InputSize,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? OutputSize,
    long Created,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? MinReplicas,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? MaxReplicas,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? DesiredReplicas,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? ReadyReplicas)
{
    public static DeploymentDetails From(DeploymentInfo info) => info.Agent is null ? OfNetwork(info) : OfAgent(info);

    private static DeploymentDetails OfAgent(DeploymentInfo info) => new(
        info.Id.ToString(),
        info.Name,
        info.Type,
        info.Status,
        DeploymentMetadata.From(info),
        info.Id.ProcessId,
        ModelVersion: null,
        Dtype: null,
        Revision: null,
        InputSize: null,
        OutputSize: null,
        info.Created.ToUnixTimeMilliseconds(),
        MinReplicas: null,
        MaxReplicas: null,
        DesiredReplicas: null,
        ReadyReplicas: null);

    private static DeploymentDetails OfNetwork(DeploymentInfo info) => new(
        info.Id.ToString(),
        info.Name,
        info.Type,
        info.Status,
        DeploymentMetadata.From(info),
        info.Id.ProcessId,
        info.ModelVersion,
        info.DType,
        info.Revision,
        info.InputSize,
        info.OutputSize,
        info.Created.ToUnixTimeMilliseconds(),
        info.Replicas.Min,
        info.Replicas.Max,
        info.DesiredReplicas,
        info.ReadyReplicas);
}
