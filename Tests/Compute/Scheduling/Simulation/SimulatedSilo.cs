using InfernoOrleans.Grains.Compute.Executing;
using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Tests.Compute.Scheduling.Simulation;

/// <summary>A silo: claims what it is offered, runs it in its slots, writes the ends, and reports. It may freeze and wake, or die.</summary>
internal sealed class SimulatedSilo(SimulatedWorld world, string name, int generation, int slots, double cpuCores, long memoryBytes, TaskRetry retry)
{
    private const double MostWaitingMs = 500;
    private const double LeastRunningMs = 200;

    private readonly Dictionary<long, Local> held = [];
    private readonly List<Local> waiting = [];
    private readonly List<Local> running = [];
    private readonly Dictionary<string, int> nodeSlots = [];
    private long sequence;
    private double? meanMs;

    public string Name { get; } = name;

    public int Generation { get; } = generation;

    public string Address { get; } = $"{name}@{generation:D4}";

    public int Slots { get; } = slots;

    public double CpuCores { get; } = cpuCores;

    public long MemoryBytes { get; } = memoryBytes;

    public bool IsDead { get; set; }

    public bool IsStopping { get; private set; }

    /// <summary>Whether the others take it for one of them.</summary>
    public bool IsMember { get; set; } = true;

    /// <summary>Until when it does nothing; then it does everything that it has missed.</summary>
    public long FrozenUntilMs { get; set; }

    public bool IsIdle => held.Count == 0 && running.Count == 0;

    public void Start()
    {
        Each(1_000, Report);
        Each(250, LookAfter);
    }

    /// <summary>Does something here, after a while.</summary>
    public void After(double ms, Action action) => world.After(ms, () =>
    {
        if (world.NowMs < FrozenUntilMs)
        {
            After(FrozenUntilMs - world.NowMs, action);
        }
        else if (!IsDead)
        {
            action();
        }
    });

    public void Offered(IReadOnlyList<Offer> offers, Action<OfferAnswer> answer, Action refuse)
    {
        if (IsStopping)
        {
            answer(new OfferAnswer([], sequence));
            return;
        }

        foreach (var offer in offers)
        {
            nodeSlots[offer.Node] = offer.NodeSlots;
        }

        IReadOnlyList<SimulatedTask> claimed;
        try
        {
            claimed = world.Database.Claim([.. offers.Select(offer => new Claim(offer.Id, offer.Attempt, offer.Node))], Address);
            if (world.HasFaults && world.Chance.Next(50) == 0)
            {
                // It is written, but the answer of the database got lost.
                throw new RefusedException(RefusalReason.Unavailable, "The connection broke.");
            }
        }
        catch (RefusedException)
        {
            refuse();
            return;
        }

        Local[] locals = [.. claimed.OrderBy(row => offers.ToList().FindIndex(offer => offer.Id == row.Id)).Select(row => new Local(row, row.Attempt, row.Node!))];
        After(world.Chance.Next(5), () =>
        {
            foreach (var local in locals)
            {
                local.ClaimedAt = world.NowMs;
                held[local.Id.Task] = local;
                waiting.Add(local);
            }

            StartWaiting();
            answer(new OfferAnswer([.. locals.Select(local => local.Id.Task)], sequence));
        });
    }

    public void Stop(IReadOnlyList<AttemptId> attempts)
    {
        foreach (var id in attempts)
        {
            if (held.TryGetValue(id.Task, out var local) && local.Id == id && !local.HasEnded)
            {
                local.IsStopped = true;
                if (waiting.Remove(local))
                {
                    held.Remove(id.Task);
                }
                else
                {
                    After(5, () => Ended(local));
                }
            }
        }
    }

    public void Release(string node) => GiveBack(local => local.Node == node);

    /// <summary>Takes nothing more, and is gone once what it has has ended.</summary>
    public void Leave()
    {
        IsStopping = true;
        GiveBack(_ => true);
        Report();
        Each(100, () =>
        {
            if (IsIdle)
            {
                world.Kill(this);
            }
        });
    }

    private void Each(double ms, Action action) => After(ms * (0.9 + (world.Chance.NextDouble() / 5)), () =>
    {
        action();
        Each(ms, action);
    });

    private void Report()
    {
        sequence++;
        var report = new ExecutorReport(
            Address, Name, sequence, Slots, CpuCores, MemoryBytes, world.Chance.NextDouble(), 0, meanMs, IsStopping,
            [.. held.Values.Select(local => new HeldAttempt(local.Id, local.Node, local.Row.Requires))]);
        world.SendToScheduler(scheduler => scheduler.Report(report));
    }

    private void LookAfter()
    {
        GiveBack(local => world.NowMs - local.ClaimedAt > MostWaitingMs);
        Local[] unmarked = [.. running.Where(local => !local.IsMarked && held.ContainsValue(local) && world.NowMs - local.StartedAt > LeastRunningMs)];
        try
        {
            world.Database.MarkRunning(unmarked.Select(local => local.Id));
            Array.ForEach(unmarked, local => local.IsMarked = true);
        }
        catch (RefusedException)
        {
            // Next time.
        }
    }

    private void GiveBack(Func<Local, bool> which)
    {
        foreach (var local in waiting.Where(which).ToArray())
        {
            waiting.Remove(local);
            local.HasEnded = true;
            Write(local, AttemptEnd.Released(local.Id));
        }
    }

    private void StartWaiting()
    {
        foreach (var local in waiting.ToArray())
        {
            if (running.Count < Slots && running.Count(other => other.Node == local.Node) < nodeSlots.GetValueOrDefault(local.Node, 1))
            {
                waiting.Remove(local);
                running.Add(local);
                local.StartedAt = world.NowMs;
                world.CheckRunning(this, [.. running.Select(each => each.Node)]);
                After(local.Row.RunsMs, () => Ended(local));
            }
        }
    }

    private void Ended(Local local)
    {
        if (running.Remove(local))
        {
            var ran = world.NowMs - local.StartedAt;
            meanMs = meanMs is { } mean ? mean + ((ran - mean) / 10) : ran;
            local.HasEnded = true;
            StartWaiting();
            Write(local, End(local));
        }
    }

    private AttemptEnd End(Local local)
    {
        var row = local.Row;
        var now = world.NowMs;
        return local.IsStopped ? AttemptEnd.Released(local.Id)
            : row.IsBroken ? new AttemptEnd { Id = local.Id, State = TaskState.Failed, IsFailure = true, Finished = now }
            : row.WaitsForMemory && local.Id.Attempt == 1 ? new AttemptEnd { Id = local.Id, State = TaskState.Delayed, NotBefore = now + 1_000 }
            : local.Failures < row.FailsFirst || row.FailsOn == local.Node ? retry.End(local.Id, local.Node, local.Failures, row.MaxAttempts, "It failed.")
            : new AttemptEnd { Id = local.Id, State = TaskState.Completed, Finished = now };
    }

    private void Write(Local local, AttemptEnd end) => After(world.Chance.Next(10), () =>
    {
        try
        {
            world.Database.End([end]);
        }
        catch (RefusedException)
        {
            After(500, () => Write(local, end));
            return;
        }

        After(world.Chance.Next(3), () =>
        {
            if (held.TryGetValue(local.Id.Task, out var present) && ReferenceEquals(present, local))
            {
                held.Remove(local.Id.Task);
            }

            Report();
        });
    });

    /// <summary>An attempt that it has.</summary>
    private sealed class Local(SimulatedTask row, int attempt, string node)
    {
        public SimulatedTask Row { get; } = row;

        public AttemptId Id { get; } = new(row.Id, attempt);

        public string Node { get; } = node;

        public int Failures { get; } = row.Failures;

        public long ClaimedAt { get; set; }

        public long StartedAt { get; set; }

        public bool IsMarked { get; set; }

        public bool IsStopped { get; set; }

        public bool HasEnded { get; set; }
    }
}
