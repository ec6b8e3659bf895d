using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.Events;

/// <summary>
/// Tells those who wait on this silo what happens anywhere in the cluster: while somebody waits, one reader follows the events for all of
/// them. What this silo writes itself is read at once, what others write within a moment.
/// </summary>
internal abstract partial class EventFeed<TRow>(EventTable<TRow> events, TimeProvider time, ILogger logger) : IDisposable
    where TRow : EventRow
{
    private const int MostAtOnce = 1_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan PauseOfOutage = TimeSpan.FromSeconds(1);

    private readonly Lock guard = new();
    private readonly HashSet<TaskCompletionSource> waitingForAny = [];
    private readonly CancellationTokenSource stopping = new();
    private int waiting;
    private TaskCompletionSource poked = NewSource();
    private Task<EventPosition>? started;

    /// <summary>Says that this silo has written events.</summary>
    public void Poke()
    {
        lock (guard)
        {
            if (started is not null)
            {
                poked.TrySetResult();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stopping.Cancel();

    /// <summary>Reads what happened after some event, oldest first; where nothing did, waits for it.</summary>
    /// <exception cref="RefusedException"><see cref="EventQuery.After"/> is no id of an event.</exception>
    protected async Task<EventRows<TRow>> ReadRowsAsync(EventQuery query, CancellationToken cancellationToken)
    {
        var after = query.After is null ? await events.LastAsync(cancellationToken) : EventPosition.Parse(query.After);
        var most = Math.Clamp(query.Limit, 1, MostAtOnce);
        var isTruncated = query.After is not null && await events.IsTruncatedAfterAsync(after, cancellationToken);
        var rows = await events.ListAsync(after, most, cancellationToken);
        if (rows.Count == 0 && isTruncated)
        {
            // An id of a database that is there no more.
            after = await events.LastAsync(cancellationToken);
        }

        var wait = isTruncated ? TimeSpan.Zero : query.Wait < TaskWaits.Slice ? query.Wait : TaskWaits.Slice;
        var began = time.GetTimestamp();
        for (var left = wait; rows.Count == 0 && left > TimeSpan.Zero; left = wait - time.GetElapsedTime(began))
        {
            // More than once: what it is told of may be the very event that it asked after, which the reader has come to only now.
            await WaitAsync(
                source => waitingForAny.Add(source),
                source => waitingForAny.Remove(source),
                async () => (rows = await events.ListAsync(after, most, cancellationToken)).Count > 0,
                left,
                cancellationToken);
            rows = rows.Count > 0 ? rows : await events.ListAsync(after, most, cancellationToken);
        }

        return new EventRows<TRow>(rows, rows.Count > 0 ? rows[^1].Position : after, isTruncated);
    }

    /// <summary>Waits for some event.</summary>
    /// <param name="add">Has <see cref="Tell"/> complete a source when it has happened.</param>
    /// <param name="remove">Has it do so no longer. Neither runs while it or the other does.</param>
    /// <param name="isThere">Looks whether it has happened already; asked once, when nothing can be missed any more.</param>
    /// <param name="most">How long to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    protected async Task WaitAsync(
        Action<TaskCompletionSource> add, Action<TaskCompletionSource> remove, Func<Task<bool>> isThere, TimeSpan most, CancellationToken cancellationToken)
    {
        var source = NewSource();
        Task<EventPosition> reading;
        lock (guard)
        {
            add(source);
            waiting++;
            reading = started ??= Start();
        }

        try
        {
            await reading.WaitAsync(cancellationToken);
            if (!await isThere())
            {
                await source.Task.WaitAsync(most, time, cancellationToken);
            }
        }
        catch (TimeoutException)
        {
            // It has not happened.
        }
        finally
        {
            lock (guard)
            {
                waiting--;
                remove(source);
            }
        }
    }

    /// <summary>Tells of events, of which there is one at least.</summary>
    protected virtual void Tell(IReadOnlyList<TRow> rows)
    {
        foreach (var source in waitingForAny)
        {
            source.TrySetResult();
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Notes where the events are now, and follows them from there.</summary>
    private Task<EventPosition> Start()
    {
        using var flow = ExecutionContext.SuppressFlow();
        var position = Task.Run(() => events.LastAsync(stopping.Token), stopping.Token);
        _ = Task.Run(() => FollowAsync(position));
        return position;
    }

    private async Task FollowAsync(Task<EventPosition> start)
    {
        try
        {
            var position = await start;
            while (IsWanted())
            {
                position = await TryReadAsync(position);
            }
        }
        catch (Exception exception)
        {
            // Who waits finds out by itself; the next one starts anew.
            LogStopped(logger, exception);
            lock (guard)
            {
                started = null;
            }
        }
    }

    private bool IsWanted()
    {
        lock (guard)
        {
            if (waiting > 0)
            {
                return true;
            }

            started = null;
            return false;
        }
    }

    private async Task<EventPosition> TryReadAsync(EventPosition position)
    {
        Task pokedNow;
        lock (guard)
        {
            if (poked.Task.IsCompleted)
            {
                poked = NewSource();
            }

            pokedNow = poked.Task;
        }

        try
        {
            var rows = await events.ListAsync(position, MostAtOnce, stopping.Token);
            if (rows.Count > 0)
            {
                lock (guard)
                {
                    Tell(rows);
                }
            }

            if (rows.Count < MostAtOnce)
            {
                await Task.WhenAny(pokedNow, Task.Delay(Pause, time, stopping.Token));
            }

            return rows.Count > 0 ? rows[^1].Position : position;
        }
        catch (RefusedException refused) when (refused.Reason == RefusalReason.Unavailable)
        {
            await Task.Delay(PauseOfOutage, time, stopping.Token);
            return position;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Events could not be followed")]
    private static partial void LogStopped(ILogger logger, Exception exception);
}
