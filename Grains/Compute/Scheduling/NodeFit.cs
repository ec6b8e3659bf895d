namespace InfernoOrleans.Grains.Compute.Scheduling;

/// <summary>Whether a node can run a task, has room for it now, and how well off it is. What nodes claim only lowers what their silo has.</summary>
internal static class NodeFit
{
    /// <summary>Figures of the CPU that differ by less say nothing.</summary>
    private const double CpuStep = 0.05;

    /// <summary>Whether the node could run such a task if it had nothing else to do.</summary>
    public static bool IsEligible(SchedulerNode node, TaskNeeds needs, KnownExecutor? executor) =>
        executor is { Report.IsStopping: false }
        && node.TakesTasks
        && SchedulerState.SlotsOf(node, executor) > 0
        && !needs.Gpu
        && needs.CpuCores <= CoresOf(node, executor)
        && needs.MemoryBytes <= BytesOf(node, executor)
        && node.HasLabelsOf(needs);

    /// <summary>Whether it can take one more.</summary>
    public static bool HasRoom(SchedulerNode node, TaskNeeds needs, KnownExecutor executor)
    {
        var use = executor.UseOf(node.Id);
        return executor.TakesMore
            && executor.Count < executor.Report.Slots * executor.TasksPerSlot
            && use.Tasks < SchedulerState.SlotsOf(node, executor) * executor.TasksPerSlot
            && (needs.CpuCores == 0
                || (use.Cores + needs.CpuCores <= CoresOf(node, executor) && executor.ReservedCores + needs.CpuCores <= executor.Report.CpuCores))
            && (needs.MemoryBytes == 0
                || (use.Bytes + needs.MemoryBytes <= BytesOf(node, executor) && executor.ReservedBytes + needs.MemoryBytes <= executor.Report.MemoryBytes));
    }

    /// <summary>
    /// The least is the best: where a slot is free; then where the CPU, with what was given since it was measured, is less used; then
    /// where fewer slots are taken; then by chance.
    /// </summary>
    public static (bool IsFull, double Cpu, double Taken, double Chance) Score(SchedulerNode node, KnownExecutor executor, double chance)
    {
        var slots = SchedulerState.SlotsOf(node, executor);
        var taken = Math.Max((double)executor.UseOf(node.Id).Tasks / slots, (double)executor.Count / executor.Report.Slots);
        var cpu = executor.Report.Cpu + (executor.GivenSinceReport / Math.Max(executor.Report.CpuCores, 1));
        return (taken >= 1, Math.Floor(Math.Min(cpu, 1) / CpuStep), taken, chance);
    }

    private static double CoresOf(SchedulerNode node, KnownExecutor executor) => Math.Min(node.CpuCores, executor.Report.CpuCores);

    private static long BytesOf(SchedulerNode node, KnownExecutor executor) => Math.Min(node.MemoryBytes, executor.Report.MemoryBytes);
}
