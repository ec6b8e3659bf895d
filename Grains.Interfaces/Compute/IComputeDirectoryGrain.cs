using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>Reads what there is of nodes and tasks. A stateless worker: any key, by convention 0.</summary>
[Alias("inferno.compute-directory")]
public interface IComputeDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>Counts nodes and tasks.</summary>
    [Alias("count")]
    Task<ComputeStatistics> CountAsync(CancellationToken cancellationToken);

    /// <summary>Lists nodes by id.</summary>
    [Alias("list-nodes")]
    Task<IReadOnlyList<NodeInfo>> ListNodesAsync(NodeQuery query, CancellationToken cancellationToken);

    /// <summary>Lists tasks, newest first, without their results and dependencies.</summary>
    [Alias("list-tasks")]
    Task<IReadOnlyList<TaskInfo>> ListTasksAsync(TaskQuery query, CancellationToken cancellationToken);

    /// <summary>Which of these tasks have ended, or are no longer known.</summary>
    [Alias("find-ended")]
    Task<IReadOnlyList<TaskId>> FindEndedAsync(IReadOnlyList<TaskId> tasks, CancellationToken cancellationToken);

    /// <summary>
    /// Reads what happened after some event, oldest first; where nothing did, waits for it. No event is left out, in whatever order the
    /// transactions that caused them were committed.
    /// </summary>
    /// <exception cref="RefusedException"><see cref="EventQuery.After"/> is no id of an event.</exception>
    [Alias("read-events")]
    Task<EventPage> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken);
}
