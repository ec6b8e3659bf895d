namespace InfernoOrleans.Grains.Compute.Scheduling;

/// <summary>A node as the scheduler needs to know it.</summary>
/// <param name="Id">What it is called.</param>
/// <param name="Executor">The address of the silo that runs its tasks; null where there is none.</param>
/// <param name="TakesTasks">Whether its owner wants it to.</param>
/// <param name="MaxConcurrentTasks">The most tasks that it runs at one time, as claimed.</param>
/// <param name="CpuCores">Its processors, as claimed.</param>
/// <param name="MemoryBytes">Its memory, as claimed.</param>
/// <param name="Labels">By which tasks may choose it.</param>
internal sealed record SchedulerNode(
    string Id,
    string? Executor,
    bool TakesTasks,
    int MaxConcurrentTasks,
    double CpuCores,
    long MemoryBytes,
    IReadOnlyDictionary<string, string> Labels)
{
    public bool HasLabelsOf(TaskNeeds needs) =>
        needs.Labels.All(label => Labels.TryGetValue(label.Key, out var value) && value == label.Value);
}
