using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Grains.Interfaces.DeployedTasks;

/// <summary>A deployed task: what is run, when, and what became of the last run.</summary>
/// <param name="TaskType"><c>inference</c>, <c>tensor</c>, <c>data</c> or <c>agent</c>.</param>
/// <param name="Schedule">When it is run; null for once.</param>
/// <param name="Runs">How many runs were begun.</param>
/// <param name="LastTask">The task of the last run; null when there was none.</param>
/// <param name="NextRun">When the next one begins; null when none will, or one is going on.</param>
[GenerateSerializer, Immutable, Alias("inferno.deployed-task-info")]
public sealed record DeployedTaskInfo(
    [property: Id(0)] string TaskType,
    [property: Id(1)] TaskSchedule? Schedule,
    [property: Id(2)] long Runs,
    [property: Id(3)] TaskId? LastTask,
    [property: Id(4)] DateTimeOffset? NextRun);
