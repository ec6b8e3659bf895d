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
    TaskTable tasks, NodeTable nodes, NodeObserver observer, ComputeEvents events, IOptions<TaskOptions> options, TimeProvider time)
    : Grain, IComputeDirectoryGrain
{
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

    public Task<IReadOnlyList<TaskId>> FindEndedAsync(IReadOnlyList<TaskId> ids, CancellationToken cancellationToken) =>
        tasks.FindEndedAsync(ids, cancellationToken);

    public Task<EventPage> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken) => events.ReadAsync(query, cancellationToken);
}
