using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Grains.Namespaces.Trees.Computing;

/// <summary><c>stats</c> of a task.</summary>
/// <param name="Attempts">How many attempts were begun.</param>
/// <param name="WaitedMs">Milliseconds from its acceptance until its last attempt began to run; null where none did.</param>
/// <param name="ExecutionTimeMs">How long the attempt that ended it ran; 0 where none did.</param>
/// <param name="ResultNumbers">How many numbers its result has; null where there is none.</param>
internal sealed record TaskCounts(int Attempts, long? WaitedMs, long ExecutionTimeMs, long? ResultNumbers)
{
    public static TaskCounts From(TaskInfo info) => new(
        info.Attempts,
        info.Started is { } started ? (long)Math.Round((started - info.Created).TotalMilliseconds) : null,
        info.Execution is { } execution ? (long)Math.Round(execution.TotalMilliseconds) : 0,
        info.ResultShape is { } shape ? shape.Aggregate(1L, (product, extent) => product * extent) : null);
}
