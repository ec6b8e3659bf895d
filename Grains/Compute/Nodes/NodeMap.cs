using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Placement;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Compute.Nodes;

/// <summary>
/// Which silo runs the tasks of which node. That of a silo's own node, or of one pinned to it, is found by its name; a virtual node is put
/// on some silo, and on another when that one is gone.
/// </summary>
internal sealed class NodeMap(
    NodeTable table, LoadView<SiloAddress> loads, IClusterMembershipService membership, IOptions<TaskOptions> options, TimeProvider time)
{
    /// <summary>How long the node of a silo that has left is kept.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, long> goneSince = [];

    /// <summary>Reads the nodes and gives them to the scheduler.</summary>
    public async Task ReadAsync(SchedulerState state, CancellationToken cancellationToken)
    {
        var rows = await table.ListAsync(string.Empty, options.Value.MaxNodes + 1, cancellationToken);
        var bySilo = state.Executors.Values
            .GroupBy(executor => executor.Report.Silo)
            .ToDictionary(group => group.Key, group => group.MaxBy(executor => executor.Report.Executor, StringComparer.Ordinal)!.Report.Executor);
        var nodes = new List<SchedulerNode>(rows.Count);
        foreach (var row in rows)
        {
            var executor = row.NodeKind == NodeKind.Virtual
                ? await PlaceAsync(row, state, cancellationToken)
                : bySilo.GetValueOrDefault(row.Silo ?? string.Empty);
            if (row.NodeKind == NodeKind.Silo && await IsGoneForGoodAsync(row, executor is not null, cancellationToken))
            {
                continue;
            }

            nodes.Add(new SchedulerNode(
                row.Id, executor, row.Status == nameof(NodeStatus.Active), row.MaxConcurrentTasks, row.CpuCores,
                (long)Math.Min(row.MemoryGB * TaskNeeds.BytesPerGB, long.MaxValue / 2), row.ParseLabels()));
        }

        state.SetNodes(nodes);
    }

    /// <summary>What the scheduler knows of the nodes.</summary>
    public static IReadOnlyList<NodeObservation> Observe(SchedulerState state) =>
        [.. state.Nodes.Values.Select(node => Observe(node, node.Executor is null ? null : state.Executors.GetValueOrDefault(node.Executor)))];

    private static NodeObservation Observe(SchedulerNode node, KnownExecutor? executor)
    {
        if (executor is null)
        {
            return new NodeObservation(node.Id, null, 0, 0, 0, 0, IsFull: false, 0, 0);
        }

        var slots = SchedulerState.SlotsOf(node, executor);
        var tasks = executor.UseOf(node.Id).Tasks;
        return new NodeObservation(
            node.Id, executor.Report.Silo, executor.Report.Cpu, executor.Report.Memory, tasks, slots,
            tasks >= slots || executor.Count >= executor.Report.Slots, executor.Report.CpuCores, executor.Report.MemoryBytes);
    }

    /// <summary>The silo of a virtual node: the one that it has, if that is there; else the one that the placement prefers.</summary>
    private async Task<string?> PlaceAsync(NodeRow row, SchedulerState state, CancellationToken cancellationToken)
    {
        if (row.Silo is not null && membership.CurrentSnapshot.GetSiloStatus(SiloAddress.FromParsableString(row.Silo)) == SiloStatus.Active)
        {
            // It need not have reported yet.
            return row.Silo;
        }

        SiloAddress[] candidates =
            [.. state.Executors.Values.Where(executor => !executor.Report.IsStopping).Select(executor => SiloAddress.FromParsableString(executor.Report.Executor))];
        if (candidates.Length == 0)
        {
            return null;
        }

        var chosen = loads.Choose(candidates).ToParsableString();
        return await table.MoveAsync(row.Id, row.Silo, chosen, cancellationToken) ? chosen : null;
    }

    private async Task<bool> IsGoneForGoodAsync(NodeRow row, bool isThere, CancellationToken cancellationToken)
    {
        if (isThere)
        {
            goneSince.Remove(row.Id);
            return false;
        }

        if (!goneSince.TryGetValue(row.Id, out var since))
        {
            goneSince.Add(row.Id, time.GetTimestamp());
            return false;
        }

        if (time.GetElapsedTime(since) <= Farewell)
        {
            return false;
        }

        goneSince.Remove(row.Id);
        return await table.DeleteAsync(row.Id, cancellationToken);
    }
}
