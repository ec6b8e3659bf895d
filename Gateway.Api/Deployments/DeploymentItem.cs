using System.Globalization;
using System.Text.Json.Serialization;
using InfernoOrleans.Grains.Interfaces.Deployments;

namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>A deployment in a list.</summary>
/// <param name="Id">Its id, <c>deploy-1</c>.</param>
/// <param name="Name">What users call it.</param>
/// <param name="DeploymentType"><c>NeuralNetwork</c>, <c>CivicAgent</c>, <c>DistributedTask</c> or <c>Service</c>.</param>
/// <param name="Status"><c>Created</c>, <c>Running</c>, <c>Stopped</c>, <c>Terminated</c> or <c>Failed</c>.</param>
/// <param name="Metadata">What it is.</param>
internal sealed record DeploymentItem(
    string Id, string Name, DeploymentType DeploymentType, DeploymentStatus Status, DeploymentMetadata Metadata)
{
    public static DeploymentItem From(DeploymentInfo info) =>
        new(info.Id.ToString(), info.Name, info.Type, info.Status, DeploymentMetadata.From(info));
}

/// <summary>The network of a deployment, or its agent, or the steps of a service, or what a deployed task runs and when.</summary>
/// <param name="Architecture">The layers as text; left out where there is no network.</param>
/// <param name="ParameterCount">Weights and biases, as text; left out where there is no network.</param>
/// <param name="AgentId">The agent, <c>synth-mirror-palm</c> or <c>agent-7</c>; left out where there is none.</param>
/// <param name="Steps">The steps of a service as text, <c>scale → digits → clamp</c>; left out where it is none.</param>
/// <param name="TaskType">The type of the tasks, <c>data</c>; left out where it is no deployed task.</param>
/// <param name="Schedule">When they are run, as text, <c>every 60 s</c>; left out where it is no deployed task.</param>
internal sealed record DeploymentMetadata(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Architecture = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ParameterCount = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AgentId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Steps = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TaskType = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Schedule = null)
{
    public static DeploymentMetadata From(DeploymentInfo info) => info.Type switch
    {
        DeploymentType.CivicAgent => new(AgentId: info.Agent),
        DeploymentType.Service => new(Steps: info.Architecture),
        DeploymentType.DistributedTask => new(TaskType: info.ModelVersion, Schedule: info.Architecture),
        _ => new(info.Architecture, info.ParameterCount.ToString(CultureInfo.InvariantCulture)),
    };
}
