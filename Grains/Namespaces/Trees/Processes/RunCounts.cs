using InfernoOrleans.Grains.Interfaces.DeployedTasks;

namespace InfernoOrleans.Grains.Namespaces.Trees.Processes;

/// <summary><c>stats</c> of a deployed task.</summary>
/// <param name="Runs">How many runs were begun.</param>
/// <param name="LastTask">The task of the last run, <c>task-7</c>; null when there was none.</param>
/// <param name="NextRun">When the next one begins, in milliseconds since 1970; null when none will, or one is going on.</param>
/// <param name="Resources">What it uses.</param>
internal sealed record RunCounts(long Runs, string? LastTask, long? NextRun, IReadOnlyList<ResourceFacts> Resources)
{
    public static RunCounts From(DeployedTaskInfo? task) =>
        new(task?.Runs ?? 0, task?.LastTask?.ToString(), task?.NextRun?.ToUnixTimeMilliseconds(), Resources: []);
}
