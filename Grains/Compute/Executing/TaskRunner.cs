using System.Diagnostics;
using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Telemetry;
using InfernoOrleans.Tensors.Compute;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Compute.Executing;

/// <summary>
/// The tasks of this silo: claims what it is offered, runs as many at one time as it and their nodes have slots, and has their ends
/// written. What waits here too long is given back. Thread-safe.
/// </summary>
internal sealed partial class TaskRunner(
    TaskTable tasks,
    AttemptWork work,
    AttemptWriter writer,
    ComputePool pool,
    ILocalSiloDetails self,
    IOptions<TaskOptions> options,
    TimeProvider time,
    ILogger<TaskRunner> logger)
{
    private const double Smoothing = 0.1;

    /// <summary>How long a claimed task waits for a slot before another silo may have it.</summary>
    private static readonly TimeSpan MostWaiting = TimeSpan.FromMilliseconds(500);

    /// <summary>Tasks that run for less are never written as running.</summary>
    private static readonly TimeSpan LeastRunning = TimeSpan.FromMilliseconds(200);

    private readonly Lock guard = new();
    private readonly Dictionary<long, LocalAttempt> held = [];
    private readonly LinkedList<LocalAttempt> waiting = new();
    private readonly Dictionary<string, int> running = [];
    private int runningCount;
    private double? meanMs;

    /// <summary>The most tasks that run here at one time.</summary>
    public int Slots { get; } = options.Value.Slots > 0 ? options.Value.Slots : pool.Workers;

    /// <summary>Raised when there is news for the scheduler.</summary>
    public event Action? Changed;

    /// <summary>How long tasks run lately, in milliseconds.</summary>
    public double? MeanMs
    {
        get
        {
            lock (guard)
            {
                return meanMs;
            }
        }
    }

    public IReadOnlyList<HeldAttempt> Held()
    {
        lock (guard)
        {
            return [.. held.Values.Select(attempt => attempt.ToHeld())];
        }
    }

    /// <summary>Claims what is offered.</summary>
    /// <returns>The tasks that are here now.</returns>
    /// <exception cref="RefusedException">The database cannot be written.</exception>
    public async Task<IReadOnlyList<long>> ClaimAsync(IReadOnlyList<Offer> offers)
    {
        lock (guard)
        {
            if (isStopping)
            {
                throw new RefusedException(RefusalReason.Stale, "It stops.");
            }

            unwritten++;
        }

        try
        {
            return await ClaimAndStartAsync(offers);
        }
        finally
        {
            Settle();
        }
    }

    private async Task<IReadOnlyList<long>> ClaimAndStartAsync(IReadOnlyList<Offer> offers)
    {
        var claimed = await tasks.ClaimAsync(
            [.. offers.Select(offer => new Claim(offer.Id, offer.Attempt, offer.Node))],
            self.SiloAddress.ToParsableString(),
            CancellationToken.None);
        var now = time.GetTimestamp();
        var claims = claimed.ToDictionary(task => task.Id);
        lock (guard)
        {
            // In the order of the offers, which is that of their ranks.
            foreach (var offer in offers.Where(offer => claims.ContainsKey(offer.Id)))
            {
                var task = claims[offer.Id];

                // An earlier attempt that runs here still was taken for lost: it is of no use any more.
                held.GetValueOrDefault(task.Id)?.Stopping.Cancel();
                var attempt = new LocalAttempt(task, offer.NodeSlots, now);
                held[task.Id] = attempt;
                waiting.AddLast(attempt);
            }

            if (!isStopping)
            {
                StartWaiting();
            }
        }

        if (IsStopping)
        {
            GiveBack(_ => true);
        }

        return [.. claimed.Select(task => task.Id)];
    }

    /// <summary>Stops attempts. Those that wait are forgotten, those that run end soon.</summary>
    public void Stop(IEnumerable<AttemptId> attempts)
    {
        lock (guard)
        {
            foreach (var id in attempts)
            {
                if (held.TryGetValue(id.Task, out var attempt) && attempt.Id == id && !attempt.HasEnded)
                {
                    attempt.Stopping.Cancel();
                    if (attempt.IsWaiting)
                    {
                        waiting.Remove(attempt);
                        held.Remove(id.Task);
                    }
                }
            }
        }
    }

    /// <summary>Gives back what waits to run on a node.</summary>
    public void Release(string node) => GiveBack(attempt => attempt.Task.Node == node);

    /// <summary>Gives back what has waited for long, and has it written that others run for long.</summary>
    public async Task LookAfterAsync(CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        GiveBack(attempt => time.GetElapsedTime(attempt.ClaimedAt, now) > MostWaiting);
        LocalAttempt[] unmarked;
        lock (guard)
        {
            unmarked = [.. held.Values.Where(
                attempt => !attempt.IsMarked && !attempt.HasEnded && attempt.Started is not null && time.GetElapsedTime(attempt.StartedAt, now) > LeastRunning)];
        }

        if (unmarked.Length > 0)
        {
            await tasks.MarkRunningAsync([.. unmarked.Select(attempt => (attempt.Id, attempt.Started!.Value))], cancellationToken);
            lock (guard)
            {
                Array.ForEach(unmarked, attempt => attempt.IsMarked = true);
            }
        }
    }

    private void GiveBack(Func<LocalAttempt, bool> which)
    {
        LocalAttempt[] given;
        lock (guard)
        {
            given = [.. waiting.Where(which)];
            foreach (var attempt in given)
            {
                waiting.Remove(attempt);
                attempt.HasEnded = true;
                unwritten++;
            }
        }

        foreach (var attempt in given)
        {
            Write(attempt, AttemptEnd.Released(attempt.Id));
        }
    }

    /// <summary>Starts what waits, in order, as far as there are slots. Guarded.</summary>
    private void StartWaiting()
    {
        for (var next = waiting.First; next is not null && runningCount < Slots;)
        {
            var attempt = next.Value;
            var following = next.Next;
            var onNode = running.GetValueOrDefault(attempt.Task.Node);
            if (onNode < attempt.NodeSlots)
            {
                waiting.Remove(next);
                running[attempt.Task.Node] = onNode + 1;
                runningCount++;
                attempt.Started = time.GetUtcNow().ToUnixTimeMilliseconds();
                attempt.StartedAt = time.GetTimestamp();
                _ = Task.Run(() => RunAsync(attempt));
            }

            next = following;
        }
    }

    private async Task RunAsync(LocalAttempt attempt)
    {
        // A trace of its own: what made room for it has nothing to do with it.
        Activity.Current = null;
        using var span = Traces.Source.StartActivity(Traces.Attempt);
        AttemptEnd end;
        try
        {
            end = await work.RunAsync(attempt.Task, attempt.Stopping.Token);
        }
        catch (Exception exception)
        {
            // A defect must not take the slot with it.
            LogUnexpected(attempt.Id, exception);
            end = work.Unexpected(attempt.Task);
        }

        span?.SetTag("inferno.task", $"task-{attempt.Id.Task}").SetTag("inferno.attempt", attempt.Id.Attempt).SetTag("inferno.node", attempt.Task.Node).SetTag("inferno.state", end.State)
            .SetStatus(end.IsFailure ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
        var ran = time.GetElapsedTime(attempt.StartedAt).TotalMilliseconds;
        lock (guard)
        {
            attempt.HasEnded = true;
            runningCount--;
            unwritten++;
            Leave(attempt.Task.Node);
            meanMs = meanMs is { } mean ? mean + (Smoothing * (ran - mean)) : ran;
            StartWaiting();
        }

        Write(attempt, end.State == TaskState.Pending ? end : end with { Started = attempt.Started, ExecutionMs = ran });
    }

    /// <summary>One task less runs on a node. Guarded.</summary>
    private void Leave(string node)
    {
        if (--running[node] == 0)
        {
            running.Remove(node);
        }
    }

    private void Write(LocalAttempt attempt, AttemptEnd end) => writer.Write(end, () => Written(attempt));

    private void Written(LocalAttempt attempt)
    {
        lock (guard)
        {
            if (held.TryGetValue(attempt.Task.Id, out var present) && ReferenceEquals(present, attempt))
            {
                held.Remove(attempt.Task.Id);
            }

            attempt.Stopping.Dispose();
        }

        Settle();
        Changed?.Invoke();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Attempt} ended in an error that nobody expected")]
    private partial void LogUnexpected(AttemptId attempt, Exception exception);
}
