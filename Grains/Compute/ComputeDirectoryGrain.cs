using InfernoOrleans.Grains.Compute.Events;
using InfernoOrleans.Grains.Compute.Nodes;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Interfaces.Compute;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.Compute;

/// <inheritdoc cref="IComputeDirectoryGrain"/>
[StatelessWorker, Reentrant, GrainType("compute-directory")]
internal sealed class ComputeDirectoryGrain(
    TaskTable tasks, NodeTable nodes, NodeObserver observer, EventTable events, EventFeed feed, IOptions<TaskOptions> options, TimeProvider time)
    : Grain, IComputeDirectoryGrain
{
    private const int MostEvents = 1_000;

    public async Task<ComputeStatistics> CountAsync(CancellationToken cancellationToken)
    {
        var (counts, oldest) = await tasks.CountAsync(cancellationToken);
        var all = await ListNodesAsync(new NodeQuery(string.Empty, options.Value.MaxNodes), cancellationToken);
        NodeInfo[] online = [.. all.Where(node => node.Status != NodeStatus.Offline)];
        long Of(params ReadOnlySpan<string> states)
        {
            var sum = 0L;
            foreach (var state in states)
            {
                sum += counts.GetValueOrDefault(state);
            }

            return sum;
        }

        return new ComputeStatistics(
            all.Count,
            online.Count(node => node.Status is NodeStatus.Active or NodeStatus.Busy),
            counts.Values.Sum(),
            Of(TaskState.Pending),
            Of(TaskState.Assigned, TaskState.Running),
            Of(TaskState.Completed),
            online.Length > 0 ? online.Average(node => node.Load.CpuUsage) : 0,
            online.Length > 0 ? online.Average(node => node.Load.MemoryUsage) : 0,
            Of(TaskState.Failed),
            Of(TaskState.Cancelled),
            oldest is { } accepted ? time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(accepted) : null);
    }

    public async Task<IReadOnlyList<NodeInfo>> ListNodesAsync(NodeQuery query, CancellationToken cancellationToken) =>
        await observer.DescribeAsync(await nodes.ListAsync(query.After, query.Limit, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<TaskInfo>> ListTasksAsync(TaskQuery query, CancellationToken cancellationToken) =>
        tasks.ListAsync(query, cancellationToken);

    public async Task<EventPage> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken)
    {
        var after = query.After is null ? await events.LastAsync(cancellationToken) : EventPosition.Parse(query.After);
        var most = Math.Clamp(query.Limit, 1, MostEvents);
        var isTruncated = query.After is not null && await events.IsTruncatedAfterAsync(after, cancellationToken);
        var rows = await events.ListAsync(after, most, cancellationToken);
        if (rows.Count == 0 && isTruncated)
        {
            // An id of a database that is there no more.
            after = await events.LastAsync(cancellationToken);
        }

        if (rows.Count == 0 && query.Wait > TimeSpan.Zero && !isTruncated)
        {
            await feed.WaitForAnyAsync(
                async () => (rows = await events.ListAsync(after, most, cancellationToken)).Count > 0,
                query.Wait < TaskWaits.Slice ? query.Wait : TaskWaits.Slice,
                cancellationToken);
            rows = rows.Count > 0 ? rows : await events.ListAsync(after, most, cancellationToken);
        }

        return new EventPage([.. rows.Select(row => row.ToEvent())], (rows.Count > 0 ? rows[^1].Position : after).ToString(), isTruncated);
    }
}
