using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Tests.Compute.Scheduling.Simulation;

/// <summary>Drives the policy as the scheduler's grain does: everything that it awaits takes a while, in which other things happen.</summary>
internal sealed class SimulatedScheduler
{
    private const double LeaseMs = 5_000;
    private const double OfferTimeoutMs = 3_000;
    private const double DoubtMs = 10_000;
    private const double OutageMs = 1_000;

    private readonly SimulatedWorld world;
    private readonly LeaseWatch leases;
    private readonly OfferCheck check;
    private readonly int window;
    private bool isPassing;
    private bool isPassWanted;
    private long doubtedMs;
    private long pausedUntilMs;

    public SimulatedScheduler(SimulatedWorld world, TaskRetry retry)
    {
        this.world = world;
        State = new SchedulerState(world.Chance);
        leases = new LeaseWatch(TimeSpan.FromMilliseconds(LeaseMs), retry, world.Time);
        check = new OfferCheck(world, State);

        // Short windows have more ends.
        window = world.Chance.Next(3) switch { 0 => 3, 1 => 10, _ => SchedulerState.Window };
        doubtedMs = world.NowMs;
        After(0, Tick);
    }

    public SchedulerState State { get; }

    public bool IsDead { get; set; }

    public void Report(ExecutorReport report)
    {
        if (world.IsMember(report.Executor))
        {
            var before = State.Executors.GetValueOrDefault(report.Executor)?.Report.Sequence ?? 0;
            State.Learn(report);
            Assert.Equal(Math.Max(before, report.Sequence), State.Executors[report.Executor].Report.Sequence);
            WantPass();
        }
    }

    public void Ready(IEnumerable<(string Requires, long Rank)> ready)
    {
        foreach (var hint in ReadyHint.Of(ready))
        {
            State.Reopen(hint.Requires, hint.Rank);
        }

        WantPass();
    }

    public void Cancelled(string executor, AttemptId attempt) => world.SendToSilo(executor, silo => silo.Stop([attempt]));

    private void After(double ms, Action action) => world.After(ms, () =>
    {
        if (!IsDead)
        {
            action();
        }
    });

    private void WantPass()
    {
        isPassWanted = true;
        if (!isPassing && world.NowMs >= pausedUntilMs)
        {
            isPassing = true;
            Pass();
        }
    }

    private void Pass()
    {
        if (!isPassWanted || world.NowMs < pausedUntilMs)
        {
            isPassing = false;
            return;
        }

        isPassWanted = false;
        Read(State.Unread(), 0);
    }

    /// <summary>Reads the queues one after another; then chooses.</summary>
    private void Read(IReadOnlyList<(string Requires, (long Rank, long Id) After)> unread, int next)
    {
        if (next == unread.Count)
        {
            check.Before();
            var chosen = State.Choose();
            check.After(chosen);
            foreach (var (executor, offers) in chosen)
            {
                Offer(executor, offers);
            }

            Pass();
            return;
        }

        try
        {
            var (requires, after) = unread[next];
            var read = world.Database.ListReady(requires, after, window);
            check.Read(read);
            After(world.Chance.Next(8), () =>
            {
                State.Append(requires, after, read, isAll: read.Count < window);
                Read(unread, next + 1);
            });
        }
        catch (RefusedException)
        {
            isPassing = false;
            Pause();
        }
    }

    private void Offer(string executor, List<Offer> offers)
    {
        var isAnswered = false;
        world.SendToSilo(executor, silo => silo.Offered(
            offers,
            answer => world.Send(() => Once(() => State.Answered(executor, offers, answer.Taken.ToHashSet(), answer.Sequence))),
            () => world.Send(() => Once(() =>
            {
                State.Lost(executor, offers, mayHaveThem: false);
                Pause();
            }))));
        After(OfferTimeoutMs, () => Once(() => State.Lost(executor, offers, mayHaveThem: true)));

        void Once(Action action)
        {
            if (!isAnswered && !IsDead)
            {
                isAnswered = true;
                action();
                WantPass();
            }
        }
    }

    private void Tick()
    {
        After(1_000, Tick);
        try
        {
            ReadNodes();
            var reported = State.Executors.ToDictionary(each => each.Key, each => each.Value.Report.Held.Select(held => held.Id).ToHashSet());
            After(world.Chance.Next(20), () => Guarded(() => Sweep(reported)));
        }
        catch (RefusedException)
        {
            Pause();
        }
    }

    private void Sweep(Dictionary<string, HashSet<AttemptId>> reported)
    {
        var held = world.Database.ListHeld();
        After(world.Chance.Next(20), () => Guarded(() =>
        {
            var lost = leases.Sweep(
                held,
                executor => !world.IsMember(executor),
                (executor, attempt) => reported.TryGetValue(executor, out var attempts) && attempts.Contains(attempt));
            if (lost.Count > 0)
            {
                world.Database.End([.. lost.Select(each => each.End)]);
                Ready(lost.Where(each => each.End.State == TaskState.Pending).Select(each => (each.Task.Requires, each.Task.Rank)));
            }

            foreach (var (executor, attempts) in reported)
            {
                AttemptId[] useless = [.. attempts.Where(attempt => held.All(task => task.AttemptId != attempt))];
                world.SendToSilo(executor, silo => silo.Stop(useless));
            }

            Ready(world.Database.ReadyDelayed());
            if (world.NowMs - doubtedMs > DoubtMs)
            {
                doubtedMs = world.NowMs;
                State.ReopenAll();
            }

            var requirements = world.Database.ListRequirements();
            After(world.Chance.Next(10), () =>
            {
                State.SetRequirements(requirements);
                WantPass();
            });
        }));
    }

    private void ReadNodes()
    {
        foreach (var gone in State.Executors.Keys.Where(executor => !world.IsMember(executor)).ToArray())
        {
            State.Forget(gone);
        }

        world.Database.RequireAnswer();
        var bySilo = State.Executors.Values.GroupBy(each => each.Report.Silo).ToDictionary(each => each.Key, each => each.Max(one => one.Report.Executor)!);
        foreach (var homeless in world.Database.Nodes.Where(node => node.Silo is null && (node.Executor is null || !world.IsMember(node.Executor))))
        {
            string[] candidates = [.. State.Executors.Values.Where(each => !each.Report.IsStopping).Select(each => each.Report.Executor)];
            homeless.Executor = candidates.Length == 0 ? null : candidates[world.Chance.Next(candidates.Length)];
        }

        State.SetNodes(world.Database.Nodes.Select(node => new SchedulerNode(
            node.Id,
            node.Silo is null ? node.Executor : bySilo.GetValueOrDefault(node.Silo),
            node.TakesTasks,
            node.MaxConcurrentTasks,
            node.CpuCores,
            node.MemoryBytes,
            node.Labels)));
        foreach (var node in State.Nodes.Values.Where(node => !node.TakesTasks && node.Executor is not null))
        {
            if (State.Executors.TryGetValue(node.Executor!, out var executor) && executor.UseOf(node.Id).Tasks > 0)
            {
                world.SendToSilo(node.Executor!, silo => silo.Release(node.Id));
            }
        }
    }

    private void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (RefusedException)
        {
            Pause();
        }
    }

    private void Pause() => pausedUntilMs = world.NowMs + (long)OutageMs;
}
