using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.DeployedTasks;

namespace InfernoOrleans.Grains.DeployedTasks;

/// <summary>A row of <c>deployed_task_runs</c>.</summary>
internal sealed class RunRow
{
    public long Run { get; init; }

    public long? Task { get; init; }

    public required string Status { get; init; }

    public string? Error { get; init; }

    public long Started { get; init; }

    public long? Ended { get; init; }

    public DeployedTaskRun ToRun() => new(
        Run,
        Task is { } task ? new TaskId(task) : null,
        Enum.Parse<ComputeTaskStatus>(Status),
        Error,
        DateTimeOffset.FromUnixTimeMilliseconds(Started),
        Ended is { } ended ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : null);
}
