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
/// <param name="Architecture">The layers as text; left out where there is no network.</param>
/// <param name="ParameterCount">Weights and biases, as text; left out where there is no network.</param>
/// <param name="AgentId">The agent, <c>synth-mirror-palm</c> or <c>agent-7</c>; left out where there is none.</param>
internal sealed record DeploymentMetadata(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Architecture,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ParameterCount,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AgentId)
{
    public static DeploymentMetadata From(DeploymentInfo info) => info.Type == DeploymentType.NeuralNetwork
        ? new(info.Architecture, info.ParameterCount.ToString(CultureInfo.InvariantCulture), AgentId: null)
        : new(Architecture: info.Architecture.Length == 0 ? null : info.Architecture, ParameterCount: null, info.Agent);
}
