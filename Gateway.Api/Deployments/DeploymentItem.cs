using System.Globalization;
using InfernoOrleans.Grains.Interfaces.Deployments;

namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>A deployment in a list.</summary>
/// <param name="Id">Its id, <c>deploy-1</c>.</param>
/// <param name="Name">What users call it.</param>
/// <param name="DeploymentType"><c>NeuralNetwork</c>, <c>CivicAgent</c>, <c>DistributedTask</c> or <c>Service</c>.</param>
/// <param name="Status"><c>Created</c>, <c>Running</c>, <c>Stopped</c>, <c>Terminated</c> or <c>Failed</c>.</param>
/// <param name="Metadata">The network.</param>
internal sealed record DeploymentItem(
    string Id, string Name, DeploymentType DeploymentType, DeploymentStatus Status, DeploymentMetadata Metadata)
{
    public static DeploymentItem From(DeploymentInfo info) =>
        new(info.Id.ToString(), info.Name, info.Type, info.Status, DeploymentMetadata.From(info));
}

/// <summary>The network of a deployment.</summary>
/// <param name="Architecture">The layers as text.</param>
/// <param name="ParameterCount">Weights and biases, as text.</param>
internal sealed record DeploymentMetadata(string Architecture, string ParameterCount)
{
    public static DeploymentMetadata From(DeploymentInfo info) =>
        new(info.Architecture, info.ParameterCount.ToString(CultureInfo.InvariantCulture));
}

/// <summary>A deployment by itself: what a list shows, and more.</summary>
/// <param name="Id">Its id, <c>deploy-1</c>.</param>
/// <param name="Name">What users call it.</param>
/// <param name="DeploymentType"><c>NeuralNetwork</c>, <c>CivicAgent</c>, <c>DistributedTask</c> or <c>Service</c>.</param>
/// <param name="Status"><c>Created</c>, <c>Running</c>, <c>Stopped</c>, <c>Terminated</c> or <c>Failed</c>.</param>
/// <param name="Metadata">The network.</param>
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
    string ModelVersion,
    string Dtype,
    int Revision,
    int InputSize,
    int OutputSize,
    long Created,
    int MinReplicas,
    int MaxReplicas,
    int DesiredReplicas,
    int ReadyReplicas)
{
    public static DeploymentDetails From(DeploymentInfo info) => new(
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
