using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.Compute.Events;

/// <summary>
/// Tells those who wait on this silo what happens to tasks anywhere in the cluster: while somebody waits, one reader follows the events for
/// all of them. What this silo writes itself is read at once, what others write within a moment.
/// </summary>
internal sealed partial class EventFeed(EventTable events, TimeProvider time, ILogger<EventFeed> logger) : IDisposable
{
    private const int MostAtOnce = 1_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan PauseOfOutage = TimeSpan.FromSeconds(1);

    private readonly Lock guard = new();
    private readonly Dictionary<long, List<TaskCompletionSource>> waitingForEnds = [];
    private readonly HashSet<TaskCompletionSource> waitingForAny = [];
    private readonly CancellationTokenSource stopping = new();
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

    /// <summary>Waits for any event.</summary>
    /// <param name="isThere">Looks whether there is one already; asked once, when nothing can be missed any more.</param>
    /// <param name="most">How long to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task WaitForAnyAsync(Func<Task<bool>> isThere, TimeSpan most, CancellationToken cancellationToken) =>
        WaitAsync(source => waitingForAny.Add(source), source => waitingForAny.Remove(source), isThere, most, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => stopping.Cancel();

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task WaitAsync(
        Action<TaskCompletionSource> add, Action<TaskCompletionSource> remove, Func<Task<bool>> isThere, TimeSpan most, CancellationToken cancellationToken)
    {
        var source = NewSource();
        Task<EventPosition> reading;
        lock (guard)
        {
            add(source);
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
                remove(source);
            }
        }
    }

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
            LogStopped(exception);
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
            if (waitingForEnds.Count > 0 || waitingForAny.Count > 0)
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
            Tell(rows);
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

    private void Tell(IReadOnlyList<EventRow> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        lock (guard)
        {
            foreach (var source in waitingForAny)
            {
                source.TrySetResult();
            }

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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Events could not be followed")]
    private partial void LogStopped(Exception exception);
}
