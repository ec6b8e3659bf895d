namespace InfernoOrleans.Tests.Compute.Scheduling.Simulation;

/// <summary>A row of <c>compute_nodes</c>.</summary>
/// <param name="Id">What it is called.</param>
/// <param name="Silo">The name of the silo to which it belongs; null for one that any silo may run.</param>
/// <param name="MaxConcurrentTasks">The most tasks that it runs at one time.</param>
/// <param name="CpuCores">Its processors.</param>
/// <param name="MemoryBytes">Its memory.</param>
/// <param name="Labels">By which tasks may choose it.</param>
internal sealed record SimulatedNode(
    string Id, string? Silo, int MaxConcurrentTasks, double CpuCores, long MemoryBytes, IReadOnlyDictionary<string, string> Labels)
{
    public bool TakesTasks { get; set; } = true;

    /// <summary>The address of the silo that runs the tasks of one that belongs to none.</summary>
    public string? Executor { get; set; }
}
