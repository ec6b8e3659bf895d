using InfernoOrleans.Grains.Compute.Executing;
using InfernoOrleans.Grains.Compute.Nodes;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Placement;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.Compute.Scheduling;

/// <inheritdoc cref="ISchedulerGrain"/>
/// <remarks>
/// Calls interleave, and one pass at a time goes over everything: it reads on where little is left of a queue, chooses, and offers. What it
/// holds in memory can be had again: tasks from their rows, what silos have from their reports. Should two of it live for a moment, both
/// offer, and silos claim each task once.
/// </remarks>
[Reentrant, LoadAwarePlacement, GrainType("scheduler")]
internal sealed partial class SchedulerGrain(
    TaskQueueTable queue,
    TaskTable tasks,
    NodeMap nodes,
    TaskExecutors executors,
    TaskRetry retry,
    IClusterMembershipService membership,
    IOptions<TaskOptions> options,
    ComputeInstruments instruments,
    TimeProvider time,
    ILogger<SchedulerGrain> logger) : Grain, ISchedulerGrain
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseOfOutage = TimeSpan.FromSeconds(1);

    /// <summary>How often everything is read anew, in case that something was missed.</summary>
    private static readonly TimeSpan DoubtPeriod = TimeSpan.FromSeconds(10);

    private readonly SchedulerState state = new(Random.Shared);
    private LeaseWatch leases = null!;
    private bool isPassing;
    private bool isPassWanted;
    private long doubted;
    private long outageSeen;
    private bool isOut;
    private string? listedUpTo;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        PlacementHint.Forget();
        leases = new LeaseWatch(options.Value.Lease, retry, time);
        doubted = time.GetTimestamp();
        this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(TimeSpan.Zero, Period) { Interleave = true, KeepAlive = true });
        return base.OnActivateAsync(cancellationToken);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        instruments.Forget();
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    public Task ReportAsync(ExecutorReport report)
    {
        if (IsThere(report.Executor))
        {
            state.Learn(report);
            WantPass();
        }

        return Task.CompletedTask;
    }

    public Task ReadyAsync(IReadOnlyList<ReadyHint> hints)
    {
        foreach (var hint in hints)
        {
            state.Reopen(hint.Requires, hint.Rank);
        }

        WantPass();
        return Task.CompletedTask;
    }

    public Task CancelledAsync(string executor, AttemptId attempt) => StopAsync(executor, [attempt]);

    public async Task NodesChangedAsync()
    {
        await ReadNodesAsync();
        WantPass();
    }

    public Task<IReadOnlyList<NodeObservation>> ObserveAsync() => Task.FromResult(NodeMap.Observe(state));

    private void WantPass()
    {
        isPassWanted = true;
        if (!isPassing && !IsPausing)
        {
            _ = PassAsync();
        }
    }

    private bool IsPausing => isOut && time.GetElapsedTime(outageSeen) < PauseOfOutage;

    /// <summary>Reads, chooses and offers until there is nothing more to do; one at a time.</summary>
    private async Task PassAsync()
    {
        isPassing = true;
        try
        {
            while (isPassWanted && !IsPausing)
            {
                isPassWanted = false;
                await ReadOnAsync();
                foreach (var (executor, offers) in state.Choose())
                {
                    _ = OfferAsync(executor, offers);
                }
            }
        }
        catch (Exception exception)
        {
            Note(exception);
        }
        finally
        {
            isPassing = false;
        }
    }

    private async Task ReadOnAsync()
    {
        foreach (var (requires, after) in state.Unread())
        {
            var read = await queue.ListReadyAsync(requires, after.Rank, after.Id, SchedulerState.Window, CancellationToken.None);
            state.Append(requires, after, read, isAll: read.Count < SchedulerState.Window);
        }

        isOut = false;
    }

    private async Task OfferAsync(string executor, List<Offer> offers)
    {
        try
        {
            var answer = await executors.On(SiloAddress.FromParsableString(executor)).OfferAsync(offers);
            instruments.Offered(offers.Count, answer.Taken.Count);
            state.Answered(executor, offers, answer.Taken.ToHashSet(), answer.Sequence);
        }
        catch (RefusedException refused)
        {
            // It stops, or its way to the database is broken; others need not be.
            state.Lost(executor, offers, mayHaveThem: false);
            LogRefused(executor, refused.Message);
        }
        catch (Exception exception)
        {
            state.Lost(executor, offers, mayHaveThem: true);
            LogNoAnswer(executor, offers.Count, exception.Message);
        }

        WantPass();
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SweepAsync(cancellationToken);
            await ReadNodesAsync();
            var ready = await queue.ReadyDelayedAsync(time.GetUtcNow().ToUnixTimeMilliseconds(), SchedulerState.Window, cancellationToken);
            await ReadyAsync(ReadyHint.Of(ready));
            if (time.GetElapsedTime(doubted) > DoubtPeriod)
            {
                doubted = time.GetTimestamp();
                state.ReopenAll();
            }

            await ListRequirementsAsync(cancellationToken);
            instruments.Observe(NodeMap.Observe(state));
            var (counts, oldest) = await tasks.CountAsync(cancellationToken);
            instruments.Observe(counts, oldest is { } accepted ? time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(accepted) : null);
            WantPass();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Note(exception);
        }
    }

    /// <summary>Lists the sets of requirements, those behind the last time's when there were too many for one.</summary>
    private async Task ListRequirementsAsync(CancellationToken cancellationToken)
    {
        var listed = await queue.ListRequirementsAsync(listedUpTo, SchedulerState.MostQueues, cancellationToken);
        state.SetRequirements(listed);
        listedUpTo = listed.Count < SchedulerState.MostQueues ? null : listed[^1];
    }

    private async Task ReadNodesAsync()
    {
        await nodes.ReadAsync(state, CancellationToken.None);
        foreach (var node in state.Nodes.Values.Where(node => !node.TakesTasks && node.Executor is not null))
        {
            if (state.Executors.TryGetValue(node.Executor!, out var executor) && executor.UseOf(node.Id).Tasks > 0)
            {
                _ = TryAsync(node.Executor!, silo => silo.ReleaseAsync(node.Id));
            }
        }
    }

    /// <summary>Has lost attempts retried, and attempts stopped that are of no use any more.</summary>
    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var gone = state.Executors.Keys.Where(executor => !IsThere(executor)).ToArray();
        Array.ForEach(gone, state.Forget);

        // What a silo said before the rows were read cannot be newer than they are. One that has said nothing yet to this activation may
        // have what it was given.
        var reported = state.Executors.ToDictionary(each => each.Key, each => each.Value.Report.Held.Select(held => held.Id).ToHashSet());
        var held = await queue.ListHeldAsync(cancellationToken);
        var lost = leases.Sweep(
            held, executor => !IsThere(executor), (executor, attempt) => !reported.TryGetValue(executor, out var attempts) || attempts.Contains(attempt));
        if (lost.Count > 0)
        {
            var (written, ready) = await tasks.EndAsync([.. lost.Select(each => each.End)], cancellationToken);
            var ended = written.Select(task => task.Id).ToHashSet();
            foreach (var (task, end) in lost.Where(each => ended.Contains(each.Task.Id)))
            {
                instruments.Lost(end.State);
                LogLost(task.AttemptId, task.Node, end.State);
            }

            await ReadyAsync(ready);
        }

        var present = held.Select(task => task.AttemptId).ToHashSet();
        foreach (var (executor, attempts) in reported)
        {
            AttemptId[] useless = [.. attempts.Where(attempt => !present.Contains(attempt))];
            if (useless.Length > 0)
            {
                _ = StopAsync(executor, useless);
            }
        }
    }

    private Task StopAsync(string executor, IReadOnlyList<AttemptId> attempts) =>
        IsThere(executor) ? TryAsync(executor, silo => silo.StopAsync(attempts)) : Task.CompletedTask;

    private async Task TryAsync(string executor, Func<ITaskExecutor, Task> call)
    {
        try
        {
            await call(executors.On(SiloAddress.FromParsableString(executor)));
        }
        catch (Exception exception)
        {
            LogNoAnswer(executor, 0, exception.Message);
        }
    }

    private bool IsThere(string executor) =>
        membership.CurrentSnapshot.GetSiloStatus(SiloAddress.FromParsableString(executor)) is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping or SiloStatus.Joining;

    private void Note(Exception exception)
    {
        if (exception is RefusedException { Reason: RefusalReason.Unavailable or RefusalReason.Busy })
        {
            isOut = true;
            outageSeen = time.GetTimestamp();
            LogPaused(exception.Message);
        }
        else
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Attempt} was lost with the silo of {Node}; the task is {State}")]
    private partial void LogLost(AttemptId attempt, string node, string state);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Executor} takes no tasks at the moment: {Reason}")]
    private partial void LogRefused(string executor, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Executor} did not answer (tasks offered: {Offers}): {Reason}")]
    private partial void LogNoAnswer(string executor, int offers, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No tasks are given out for a moment: {Reason}")]
    private partial void LogPaused(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A pass over the queue failed; the next one begins within a second")]
    private partial void LogFailed(Exception exception);
}
