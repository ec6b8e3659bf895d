using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Grains.Compute.Nodes;

/// <summary>Describes nodes: their rows, and what the scheduler knows of them; while that does not answer, what it knew last.</summary>
internal sealed class NodeObserver(IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private volatile Dictionary<string, NodeObservation> last = [];

    public async Task<IReadOnlyList<NodeInfo>> DescribeAsync(IEnumerable<NodeRow> rows, CancellationToken cancellationToken)
    {
        try
        {
            var observed = await grains.GetGrain<ISchedulerGrain>(ISchedulerGrain.Default).ObserveAsync().WaitAsync(Patience, time, cancellationToken);
            last = observed.ToDictionary(node => node.Id);
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // Its silo is gone; it comes to life on another.
        }

        var known = last;
        return [.. rows.Select(row => Describe(row, known.GetValueOrDefault(row.Id)))];
    }

    private static NodeInfo Describe(NodeRow row, NodeObservation? seen)
    {
        var isThere = seen?.Silo is not null;
        return new NodeInfo(
            row.Id,
            row.Hostname,
            row.Port,
            StatusOf(row, seen),
            new NodeCapabilities(
                isThere ? Math.Min(row.CpuCores, seen!.CpuCores) : row.CpuCores,
                isThere ? Math.Round(Math.Min(row.MemoryGB, seen!.MemoryBytes / TaskNeeds.BytesPerGB), 3) : row.MemoryGB,
                // No silo can use one.
                GpuAvailable: false,
                isThere ? seen!.Slots : row.MaxConcurrentTasks),
            new NodeLoad(seen?.Cpu ?? 0, seen?.Memory ?? 0, seen?.ActiveTasks ?? 0),
            row.NodeKind,
            seen?.Silo,
            row.ParseLabels());
    }

    private static NodeStatus StatusOf(NodeRow row, NodeObservation? seen) =>
        row.Status != nameof(NodeStatus.Active) ? Enum.Parse<NodeStatus>(row.Status)
        : seen?.Silo is null ? NodeStatus.Offline
        : seen.IsFull ? NodeStatus.Busy
        : NodeStatus.Active;
}
