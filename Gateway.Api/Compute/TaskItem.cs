using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Gateway.Api.Compute;

/// <summary>A task in a list.</summary>
/// <param name="TaskId">Its id, <c>task-1</c>.</param>
/// <param name="Name">What users call it, if anything.</param>
/// <param name="TaskType"><c>inference</c>, <c>tensor</c>, <c>data</c> or <c>agent</c>.</param>
/// <param name="Status"><c>Pending</c>, <c>Assigned</c>, <c>Running</c>, <c>Completed</c>, <c>Failed</c> or <c>Cancelled</c>.</param>
/// <param name="Priority">-10 to 10.</param>
/// <param name="Node">The node that has it or had it last; null before the first.</param>
/// <param name="Attempts">How many attempts were begun.</param>
/// <param name="Error">Why there is no result; while it may still come, why the last attempt failed.</param>
/// <param name="ExecutionTimeMs">How long the attempt that ended it ran, in milliseconds; 0 where none did.</param>
/// <param name="Created">When it was accepted, in milliseconds since 1970.</param>
/// <param name="Started">When its last attempt began to run; null where none did.</param>
/// <param name="Finished">When it ended; null where it has not.</param>
internal sealed record TaskItem(
    string TaskId,
    string? Name,
    string TaskType,
    ComputeTaskStatus Status,
    int Priority,
    string? Node,
    int Attempts,
    string? Error,
    long ExecutionTimeMs,
    long Created,
    long? Started,
    long? Finished)
{
    public static TaskItem From(TaskInfo info) => new(
        info.Id.ToString(),
        info.Name,
        info.Type,
        info.Status,
        info.Priority,
        info.Node,
        info.Attempts,
        TaskWords.Error(info),
        TaskWords.Milliseconds(info),
        info.Created.ToUnixTimeMilliseconds(),
        info.Started?.ToUnixTimeMilliseconds(),
        info.Finished?.ToUnixTimeMilliseconds());
}
