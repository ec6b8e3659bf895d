using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Grains.Namespaces.Trees.Computing;

/// <summary><c>metadata</c> of a task: what <c>GET /inferno/compute/tasks/{id}</c> shows, but for its result.</summary>
internal sealed record TaskFacts(
    string TaskId,
    bool Success,
    string? Error,
    long ExecutionTimeMs,
    ComputeTaskStatus Status,
    string? Node,
    int Attempts,
    string? Name,
    string TaskType,
    int Priority,
    long Created,
    long? Started,
    long? Finished,
    IReadOnlyList<string> DependsOn)
{
    public static TaskFacts From(TaskInfo info) => new(
        info.Id.ToString(),
        info.Status == ComputeTaskStatus.Completed,
        ErrorOf(info),
        info.Execution is { } execution ? (long)Math.Round(execution.TotalMilliseconds) : 0,
        info.Status,
        info.Node,
        info.Attempts,
        info.Name,
        info.Type,
        info.Priority,
        info.Created.ToUnixTimeMilliseconds(),
        info.Started?.ToUnixTimeMilliseconds(),
        info.Finished?.ToUnixTimeMilliseconds(),
        [.. info.DependsOn.Select(id => id.ToString())]);

    /// <summary>A task that has a result may have failed before; nobody needs to know.</summary>
    private static string? ErrorOf(TaskInfo info) => info.Status switch
    {
        ComputeTaskStatus.Completed => null,
        ComputeTaskStatus.Cancelled => "The task was cancelled.",
        ComputeTaskStatus.Failed => info.Error ?? "The task failed.",
        _ => info.Error,
    };
}
