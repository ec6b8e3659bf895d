using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Grains.Interfaces.DeployedTasks;

/// <summary>One run of a deployed task.</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Task">The task that it was; null where none could be submitted.</param>
/// <param name="Status">How it is, or how it ended.</param>
/// <param name="Error">Why it failed; null otherwise.</param>
/// <param name="Started">When it was submitted.</param>
/// <param name="Ended">When it ended; null while it goes on.</param>
[GenerateSerializer, Immutable, Alias("inferno.deployed-task-run")]
public sealed record DeployedTaskRun(
    [property: Id(0)] long Number,
    [property: Id(1)] TaskId? Task,
    [property: Id(2)] ComputeTaskStatus Status,
    [property: Id(3)] string? Error,
    [property: Id(4)] DateTimeOffset Started,
    [property: Id(5)] DateTimeOffset? Ended);
