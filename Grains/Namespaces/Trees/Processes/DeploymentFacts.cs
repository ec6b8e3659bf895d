using System.Globalization;
using System.Text.Json.Serialization;
using InfernoOrleans.Grains.Interfaces.Deployments;

namespace InfernoOrleans.Grains.Namespaces.Trees.Processes;

/// <summary><c>metadata</c> of a deployment, as <c>GET /inferno/deployments/{id}</c> shows it. What its type does not have is left out.</summary>
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
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? ReadyReplicas,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RestartFacts? RestartPolicy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<GrantFacts>? Resources,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Pinned,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Namespace,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Failures,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Failure,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? FailedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RestartAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<StepFacts>? Steps,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DeployedTaskFacts? Task,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ScheduleFacts? Schedule,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Runs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? LastTaskId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? NextRun)
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
            isNetwork ? info.ReadyReplicas : null,
            info.Process is { } process ? RestartFacts.From(process) : null,
            info.Process is { } granted ? GrantFacts.From(granted.Granted) : null,
            info.Process?.Pinned,
            info.Process is { Namespace: > 0 } seen ? new DeploymentId(seen.Namespace).ProcessId : null,
            info.Process?.Failures,
            info.Process?.Failure,
            info.Process?.FailedAt?.ToUnixTimeMilliseconds(),
            info.Process?.RestartAt?.ToUnixTimeMilliseconds(),
            info.Steps is null ? null : [.. info.Steps.Select(StepFacts.From)],
            info.Task is { } task ? new DeployedTaskFacts(task.TaskType) : null,
            info.Task?.Schedule is { } schedule ? ScheduleFacts.From(schedule) : null,
            info.Task?.Runs,
            info.Task?.LastTask?.ToString(),
            info.Task?.NextRun?.ToUnixTimeMilliseconds());
    }
}

/// <summary>The network of a deployment, or its agent, or the steps of a service, or what a deployed task runs and when.</summary>
internal sealed record NetworkFacts(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Architecture = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ParameterCount = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AgentId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Steps = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TaskType = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Schedule = null)
{
    public static NetworkFacts From(DeploymentInfo info) => info.Type switch
    {
        DeploymentType.CivicAgent => new(AgentId: info.Agent),
        DeploymentType.Service => new(Steps: info.Architecture),
        DeploymentType.DistributedTask => new(TaskType: info.ModelVersion, Schedule: info.Architecture),
        _ => new(info.Architecture, info.ParameterCount.ToString(CultureInfo.InvariantCulture)),
    };
}
