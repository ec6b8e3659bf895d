using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Events;
using InfernoOrleans.Grains.Interfaces.Compute;
using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.Compute.Events;

/// <summary>What happens to tasks and nodes.</summary>
internal sealed class ComputeEvents(ComputeEventTable events, TimeProvider time, ILogger<ComputeEvents> logger)
    : EventFeed<ComputeEventRow>(events, time, logger)
{
    private readonly Dictionary<long, List<TaskCompletionSource>> waitingForEnds = [];

    /// <summary>Reads what happened after some event; where nothing did, waits for it.</summary>
    public async Task<EventPage> ReadAsync(EventQuery query, CancellationToken cancellationToken)
    {
        var read = await ReadRowsAsync(query, cancellationToken);
        return new EventPage([.. read.Rows.Select(row => row.ToEvent())], read.Last.ToString(), read.IsTruncated);
    }

    /// <summary>Waits for a task to end.</summary>
    /// <param name="task">Its number.</param>
    /// <param name="hasEnded">Looks whether it has ended already; asked once, when nothing can be missed any more.</param>
    /// <param name="most">How long to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task WaitForEndAsync(long task, Func<Task<bool>> hasEnded, TimeSpan most, CancellationToken cancellationToken) => WaitAsync(
        source =>
        {
            if (!waitingForEnds.TryGetValue(task, out var waiting))
            {
                waitingForEnds.Add(task, waiting = []);
            }

            waiting.Add(source);
        },
        source =>
        {
            if (waitingForEnds.TryGetValue(task, out var waiting) && waiting.Remove(source) && waiting.Count == 0)
            {
                waitingForEnds.Remove(task);
            }
        },
        hasEnded,
        most,
        cancellationToken);

    /// <inheritdoc/>
    protected override void Tell(IReadOnlyList<ComputeEventRow> rows)
    {
        base.Tell(rows);
        foreach (var row in rows)
        {
            if (row is { Task: { } task, Status: TaskState.Completed or TaskState.Failed or TaskState.Cancelled }
                && waitingForEnds.TryGetValue(task, out var waiting))
            {
                waiting.ForEach(source => source.TrySetResult());
            }
        }
    }
}
