using System.Runtime.InteropServices;
using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Gateway.Api.Compute;

/// <summary>What became of a task.</summary>
/// <param name="TaskId">Its id, <c>task-1</c>.</param>
/// <param name="Success">Whether it has a result.</param>
/// <param name="ResultData">The numbers of the result in row-major order; null where there is none, or where it is an artifact.</param>
/// <param name="Error">Why there is no result; while it may still come, why the last attempt failed.</param>
/// <param name="ExecutionTimeMs">How long the attempt that ended it ran, in milliseconds; 0 where none did.</param>
/// <param name="Status"><c>Pending</c>, <c>Assigned</c>, <c>Running</c>, <c>Completed</c>, <c>Failed</c> or <c>Cancelled</c>.</param>
/// <param name="Node">The node that has it or had it last; null before the first.</param>
/// <param name="Attempts">How many attempts were begun.</param>
/// <param name="Output">The shape of the result, and where it is if not here, or what agents answered; null where there is no result.</param>
/// <param name="Name">What users call it, if anything.</param>
/// <param name="TaskType"><c>inference</c>, <c>tensor</c>, <c>data</c> or <c>agent</c>.</param>
/// <param name="Priority">-10 to 10.</param>
/// <param name="Created">When it was accepted, in milliseconds since 1970.</param>
/// <param name="Started">When its last attempt began to run; null where none did.</param>
/// <param name="Finished">When it ended; null where it has not.</param>
/// <param name="DependsOn">The tasks that must complete first.</param>
internal sealed record TaskAnswer(
    string TaskId,
    bool Success,
    IReadOnlyList<float>? ResultData,
    string? Error,
    long ExecutionTimeMs,
    ComputeTaskStatus Status,
    string? Node,
    int Attempts,
    TaskOutput? Output,
    string? Name,
    string TaskType,
    int Priority,
    long Created,
    long? Started,
    long? Finished,
    IReadOnlyList<string> DependsOn)
{
    public static TaskAnswer From(TaskInfo info)
    {
        var completed = info.Status == ComputeTaskStatus.Completed;
        var result = completed && info is { Artifact: null, Result: { } bytes } ? MemoryMarshal.Cast<byte, float>(bytes.Span).ToArray() : null;
        var error = TaskWords.Error(info);
        if (Array.FindIndex(result ?? [], number => !float.IsFinite(number)) is >= 0 and var index)
        {
            // JSON has no such numbers.
            error = $"Number {index} of the result is {result![index]}, which JSON cannot show; /inferno/compute/tasks/{info.Id}/result has it.";
            result = null;
        }

        return new TaskAnswer(
            info.Id.ToString(),
            completed,
            result,
            error,
            TaskWords.Milliseconds(info),
            info.Status,
            info.Node,
            info.Attempts,
            completed ? TaskOutput.From(info) : null,
            info.Name,
            info.Type,
            info.Priority,
            info.Created.ToUnixTimeMilliseconds(),
            info.Started?.ToUnixTimeMilliseconds(),
            info.Finished?.ToUnixTimeMilliseconds(),
            [.. info.DependsOn.Select(id => id.ToString())]);
    }
}
