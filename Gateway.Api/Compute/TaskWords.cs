using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Gateway.Api.Compute;

/// <summary>What the contract says of a task in its own way.</summary>
internal static class TaskWords
{
    /// <summary>Why there is no result. A task that has one may have failed before; nobody needs to know.</summary>
    public static string? Error(TaskInfo info) => info.Status switch
    {
        ComputeTaskStatus.Completed => null,
        ComputeTaskStatus.Cancelled => "The task was cancelled.",
        ComputeTaskStatus.Failed => info.Error ?? "The task failed.",
        _ => info.Error,
    };

    /// <summary>How long the attempt that ended it ran; the contract knows no null here.</summary>
    public static long Milliseconds(TaskInfo info) => info.Execution is { } execution ? (long)Math.Round(execution.TotalMilliseconds) : 0;
}
