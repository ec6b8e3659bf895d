using System.Globalization;
using System.Text.Json.Serialization;
using InfernoOrleans.Grains.Interfaces.Deployments;

namespace InfernoOrleans.Grains.Namespaces.Trees.Processes;

/// <summary><c>metadata</c> of a deployment, as <c>GET /inferno/deployments/{id}</c> shows it.</summary>
internal sealed record DeploymentFacts(
    string Id,
    string Name,
    DeploymentType DeploymentType,
    DeploymentStatus Status,
    NetworkFacts Metadata,
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
    public static DeploymentFacts From(DeploymentInfo info)
    {
        var isNetwork = info.Type == DeploymentType.NeuralNetwork;
        var hasRows = isNetwork || info.Type == DeploymentType.Service;
        return new(
            info.Id.ToString(),
            info.Name,
            info.Type,
            info.Status,
            NetworkFacts.From(info),
            info.Id.ProcessId,
            isNetwork ? info.ModelVersion : null,
            isNetwork ? info.DType : null,
            isNetwork ? info.Revision : null,
            hasRows ? info.InputSize : null,
            hasRows ? info.OutputSize : null,
            info.Created.ToUnixTimeMilliseconds(),
            isNetwork ? info.Replicas.Min : null,
            isNetwork ? info.Replicas.Max : null,
            isNetwork ? info.DesiredReplicas : null,
            isNetwork ? info.ReadyReplicas : null);
    }
}

/// <summary>The network of a deployment, or its agent.</summary>
internal sealed record NetworkFacts(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Architecture,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ParameterCount,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AgentId)
{
    public static NetworkFacts From(DeploymentInfo info) => info.Agent is { } agent
        ? new(Architecture: null, ParameterCount: null, agent)
        : new(info.Architecture, info.ParameterCount.ToString(CultureInfo.InvariantCulture), AgentId: null);
}
