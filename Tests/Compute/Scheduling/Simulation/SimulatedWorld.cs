using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Compute.Scheduling.Simulation;

/// <summary>A cluster in which everything happens in an order that a seed decides: its clock, its messages, and who is there.</summary>
internal sealed class SimulatedWorld
{
    private readonly PriorityQueue<Action, (long At, long Number)> events = new();
    private readonly List<SimulatedSilo> silos = [];
    private readonly List<SimulatedScheduler> schedulers = [];
    private readonly TaskRetry retry;
    private long scheduled;

    public SimulatedWorld(int seed)
    {
        Chance = new Random(seed);
        Database = new SimulatedDatabase(this);
        retry = new TaskRetry(Time, Chance);
    }

    public Random Chance { get; }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch.AddDays(20_000));

    public long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

    public SimulatedDatabase Database { get; }

    public IReadOnlyList<SimulatedSilo> Silos => silos;

    public IReadOnlyList<SimulatedScheduler> Schedulers => schedulers;

    /// <summary>Whether messages get lost, come twice or late.</summary>
    public bool HasFaults { get; set; }

    /// <summary>Offers of tasks, with their attempt, for nodes on which they have failed, since they have failed on all.</summary>
    public HashSet<(long Task, int Attempt, string Node)> Tolerated { get; } = [];

    public SimulatedSilo AddSilo(string name, int generation, int slots, double cpuCores, long memoryBytes)
    {
        var silo = new SimulatedSilo(this, name, generation, slots, cpuCores, memoryBytes, retry);
        silos.Add(silo);
        silo.Start();
        return silo;
    }

    /// <summary>A silo's process ends; the others know it after a while, and after another it is started again.</summary>
    public void Kill(SimulatedSilo silo)
    {
        if (!silo.IsDead)
        {
            silo.IsDead = true;
            After(Chance.Next(3_000), () => silo.IsMember = false);
            After(Chance.Next(5_000), () => AddSilo(silo.Name, silo.Generation + 1, silo.Slots, silo.CpuCores, silo.MemoryBytes));
        }
    }

    public void AddScheduler() => schedulers.Add(new SimulatedScheduler(this, retry));

    public void RemoveScheduler(SimulatedScheduler scheduler)
    {
        scheduler.IsDead = true;
        schedulers.Remove(scheduler);
    }

    public bool IsMember(string address) => silos.Exists(silo => silo.Address == address && silo.IsMember);

    public void After(double ms, Action action) => events.Enqueue(action, (NowMs + (long)ms, scheduled++));

    /// <summary>Sends a message.</summary>
    public void Send(Action deliver)
    {
        if (!HasFaults)
        {
            After(1 + Chance.Next(3), deliver);
            return;
        }

        for (var copies = Chance.Next(40) switch { 0 or 1 => 0, 2 => 2, _ => 1 }; copies > 0; copies--)
        {
            After(Chance.Next(20) == 0 ? Chance.Next(4_000) : 1 + Chance.Next(30), deliver);
        }
    }

    public void SendToSilo(string address, Action<SimulatedSilo> deliver)
    {
        if (silos.Find(silo => silo.Address == address) is { IsMember: true } silo)
        {
            Send(() => silo.After(0, () => deliver(silo)));
        }
    }

    /// <summary>Where two live, it is chance which of them a message reaches.</summary>
    public void SendToScheduler(Action<SimulatedScheduler> deliver) => Send(() =>
    {
        if (schedulers.Count > 0)
        {
            deliver(schedulers[Chance.Next(schedulers.Count)]);
        }
    });

    /// <summary>Lets things happen until a time, or until something is the case.</summary>
    public void Run(double ms, Func<bool>? until = null)
    {
        var end = NowMs + (long)ms;
        while (until?.Invoke() != true)
        {
            if (!events.TryPeek(out var action, out var next) || next.At > end)
            {
                Time.Advance(TimeSpan.FromMilliseconds(end - NowMs));
                return;
            }

            events.Dequeue();
            Time.Advance(TimeSpan.FromMilliseconds(next.At - NowMs));
            action();
        }
    }

    /// <summary>Checks what only the world can know of a claim.</summary>
    public void CheckClaim(SimulatedTask row, Claim claim)
    {
        var node = Database.Nodes.Single(node => node.Id == claim.Node);
        var needs = TaskNeeds.Parse(row.Requires);
        Assert.True(needs.Labels.All(label => node.Labels.GetValueOrDefault(label.Key) == label.Value), $"{row} must not run on {claim.Node}.");
        Assert.True(needs.CpuCores <= node.CpuCores && needs.MemoryBytes <= node.MemoryBytes, $"{row} must not run on {claim.Node}.");
        Assert.All(row.DependsOn, id => Assert.Equal(TaskState.Completed, Database[id].State));
        Assert.True(
            !row.HasFailedOn(claim.Node) || Tolerated.Contains((row.Id, row.Attempt, claim.Node)),
            $"{row} has failed on {claim.Node}, and was not offered since.");
    }

    /// <summary>Checks what runs on a silo.</summary>
    public void CheckRunning(SimulatedSilo silo, IReadOnlyList<string> nodes)
    {
        Assert.InRange(nodes.Count, 1, silo.Slots);
        foreach (var group in nodes.GroupBy(node => node))
        {
            Assert.InRange(group.Count(), 1, Database.Nodes.Single(node => node.Id == group.Key).MaxConcurrentTasks);
        }
    }
}
