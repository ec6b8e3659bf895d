using System.Text.Json.Serialization;
using InfernoOrleans.Grains.Interfaces.Deployments;

namespace InfernoOrleans.Gateway.Api.Deployments;

/// <summary>A deployment by itself: what a list shows, and more. What deployments of its type do not have is left out.</summary>
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
/// <param name="RestartPolicy">When it is started again after it has ended by itself.</param>
/// <param name="Resources">What was asked for and is granted.</param>
/// <param name="Pinned">Whether it stays in memory when others need room and it has nothing to do.</param>
/// <param name="Namespace">The process that its namespace was made for; left out where that is the cluster's.</param>
/// <param name="Failures">How often in a row it has failed; none once it has run well for ten minutes.</param>
/// <param name="Failure">Why it failed last; left out when it has not.</param>
/// <param name="FailedAt">When it did, in milliseconds since 1970.</param>
/// <param name="RestartAt">When it, or the part of it that failed, is started again, in milliseconds since 1970; left out when it is not.</param>
/// <param name="Steps">The steps of a service.</param>
/// <param name="Task">What a deployed task runs.</param>
/// <param name="Schedule">When a deployed task is run; left out where that is once.</param>
/// <param name="Runs">How many runs of a deployed task were begun.</param>
/// <param name="LastTaskId">The task of its last run.</param>
/// <param name="NextRun">When its next run begins, in milliseconds since 1970; left out when none will, or one goes on.</param>
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
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? ReadyReplicas,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RestartPolicyBody? RestartPolicy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ResourceBody>? Resources,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Pinned,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Namespace,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Failures,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Failure,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? FailedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RestartAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ServiceStepItem>? Steps,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DeployedTaskItem? Task,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ScheduleItem? Schedule,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Runs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? LastTaskId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? NextRun)
{
    public static DeploymentDetails From(DeploymentInfo info)
    {
        var isNetwork = info.Type == DeploymentType.NeuralNetwork;
        var hasRows = isNetwork || info.Type == DeploymentType.Service;
        return new DeploymentDetails(
            info.Id.ToString(),
            info.Name,
            info.Type,
            info.Status,
            DeploymentMetadata.From(info),
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
            info.Process is { } process ? RestartPolicyBody.From(process) : null,
            info.Process is { } granted ? ResourceBody.From(granted.Granted) : null,
            info.Process?.Pinned,
            info.Process is { Namespace: > 0 } seen ? new DeploymentId(seen.Namespace).ProcessId : null,
            info.Process?.Failures,
            info.Process?.Failure,
            info.Process?.FailedAt?.ToUnixTimeMilliseconds(),
            info.Process?.RestartAt?.ToUnixTimeMilliseconds(),
            info.Steps is null ? null : [.. info.Steps.Select(ServiceStepItem.From)],
            info.Task is { } task ? new DeployedTaskItem(task.TaskType) : null,
            info.Task?.Schedule is { } schedule ? ScheduleItem.From(schedule) : null,
            info.Task?.Runs,
            info.Task?.LastTask?.ToString(),
            info.Task?.NextRun?.ToUnixTimeMilliseconds());
    }
}
