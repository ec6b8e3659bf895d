using System.Globalization;
using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Tests.Compute.Scheduling.Simulation;

/// <summary>
/// Tasks are sent and cancelled while silos die and freeze, schedulers come and go, the database is away and messages get lost; then the
/// faults stop, and everything must come to its end.
/// </summary>
internal sealed class FaultySimulation
{
    private const double FaultsMs = 15_000;
    private const double MostRestMs = 300_000;

    /// <summary>Reports that are under way arrive, and those of doubt.</summary>
    private const double QuietMs = 10_000;

    /// <summary>What tasks need. No node has what the last two do.</summary>
    private static readonly string[] Needs =
    [
        string.Empty, string.Empty, string.Empty,
        Text(new TaskRequirements(CpuCores: 0.1)),
        Text(new TaskRequirements(CpuCores: 1)),
        Text(new TaskRequirements(CpuCores: 2, MemoryGB: 0.5)),
        Text(new TaskRequirements(MemoryGB: 1)),
        Text(new TaskRequirements(Labels: new Dictionary<string, string> { ["zone"] = "a" })),
        Text(new TaskRequirements(CpuCores: 1, Labels: new Dictionary<string, string> { ["zone"] = "b" })),
        Text(new TaskRequirements(Labels: new Dictionary<string, string> { ["zone"] = "nowhere" })),
        Text(new TaskRequirements(CpuCores: 64)),
    ];

    private readonly SimulatedWorld world;
    private readonly Random chance;

    public FaultySimulation(int seed)
    {
        world = new SimulatedWorld(seed);
        chance = world.Chance;
        var count = 1 + chance.Next(3);
        for (var i = 0; i < count; i++)
        {
            // The first silo is large enough for whatever some node can run.
            var cores = i == 0 ? 4 : 1 + chance.Next(4);
            world.AddSilo($"silo{i}", 1, 1 + chance.Next(3), cores, 2L << 30);
            AddNode($"silo{i}", $"silo{i}", 4, cores);
        }

        AddNode("pinned", "silo0", 1 + chance.Next(3), 4);
        AddNode("virtual", null, 1 + chance.Next(3), 4);
        world.AddScheduler();
        world.HasFaults = true;
    }

    /// <summary>Runs it to its end.</summary>
    public void Run()
    {
        var step = 0.0;
        while (step < FaultsMs)
        {
            var pause = 50 + chance.Next(700);
            world.Run(pause);
            step += pause;
            Something();
        }

        Heal();
        world.Run(MostRestMs, () => world.Database.Rows.All(row => row.IsEnded || !CanRun(row)));
        world.Run(QuietMs);
        Check();
    }

    private static string Text(TaskRequirements requirements) => TaskNeeds.Of(requirements).Text;

    /// <summary>Whether some node has what it needs, and what it waits for can run.</summary>
    private bool CanRun(SimulatedTask row) =>
        row.Requires != Needs[^1] && row.Requires != Needs[^2]
        && (row.State != TaskState.Waiting || row.DependsOn.All(id => world.Database[id].IsEnded || CanRun(world.Database[id])));

    private void AddNode(string id, string? silo, int most, double cores) => world.Database.Nodes.Add(
        new SimulatedNode(id, silo, most, cores, 2L << 30, new Dictionary<string, string> { ["zone"] = id is "silo0" or "virtual" ? "a" : "b" }));

    private void Something()
    {
        var silo = world.Silos[chance.Next(world.Silos.Count)];
        var node = world.Database.Nodes[chance.Next(world.Database.Nodes.Count)];
        switch (chance.Next(20))
        {
            case < 7:
                Submit(1 + chance.Next(6));
                break;
            case < 10 when !world.Database.IsOut && world.Database.Rows.Count > 0:
                if (world.Database.Cancel(world.Database.Rows[chance.Next(world.Database.Rows.Count)]) is var (executor, attempt))
                {
                    world.SendToScheduler(scheduler => scheduler.Cancelled(executor, attempt));
                }

                break;
            case < 12:
                world.Kill(silo);
                break;
            case 12 or 13 when !silo.IsDead:
                Freeze(silo, 200 + chance.Next(12_000));
                break;
            case 14 when !silo.IsStopping:
                silo.After(0, silo.Leave);
                break;
            case 15:
                world.Database.IsOut = true;
                world.After(200 + chance.Next(4_000), () => world.Database.IsOut = false);
                break;
            case 16 or 17:
                ReplaceScheduler();
                break;
            default:
                node.TakesTasks = !node.TakesTasks;
                break;
        }
    }

    private void Submit(int count)
    {
        if (world.Database.IsOut)
        {
            return;
        }

        for (; count > 0; count--)
        {
            var rows = world.Database.Rows;
            var row = new SimulatedTask
            {
                Id = rows.Count + 1,
                Created = world.NowMs,
                Rank = world.NowMs - (chance.Next(-10, 11) * 60_000L),
                Requires = Needs[chance.Next(Needs.Length)],
                MaxAttempts = 1 + chance.Next(6),
                RunsMs = chance.Next(4) == 0 ? 1 + chance.Next(3_000) : 1 + chance.Next(200),
                FailsFirst = Math.Max(0, chance.Next(-6, 4)),
                FailsOn = chance.Next(5) == 0 ? world.Database.Nodes[chance.Next(world.Database.Nodes.Count)].Id : null,
                IsBroken = chance.Next(12) == 0,
                WaitsForMemory = chance.Next(10) == 0,
                DependsOn = rows.Count > 0 && chance.Next(3) == 0
                    ? [.. Enumerable.Range(0, 1 + chance.Next(3)).Select(_ => 1 + (long)chance.Next(rows.Count)).Distinct()]
                    : [],
            };
            if (world.Database.TryInsert(row) && row.State == TaskState.Pending)
            {
                world.SendToScheduler(scheduler => scheduler.Ready([(row.Requires, row.Rank)]));
            }
        }
    }

    /// <summary>One that is frozen for long is taken for dead. It wakes, does what it has missed, learns that it is dead, and ends.</summary>
    private void Freeze(SimulatedSilo silo, int ms)
    {
        silo.FrozenUntilMs = world.NowMs + ms;
        if (ms > 5_000)
        {
            world.After(5_000, () => silo.IsMember = false);
            world.After(ms + 1_000, () => world.Kill(silo));
        }
    }

    private void ReplaceScheduler()
    {
        var old = world.Schedulers[0];
        if (chance.Next(2) == 0)
        {
            world.RemoveScheduler(old);
        }
        else
        {
            world.After(chance.Next(4_000), () => world.RemoveScheduler(old));
        }

        world.AddScheduler();
    }

    private void Heal()
    {
        world.HasFaults = false;
        world.Database.Nodes.ForEach(node => node.TakesTasks = true);

        // What has been begun goes on: a database that is away comes back, the frozen wake, the dead are started again.
        world.Run(6_000);
        while (world.Schedulers.Count > 1)
        {
            world.RemoveScheduler(world.Schedulers[0]);
        }
    }

    private void Check()
    {
        foreach (var row in world.Database.Rows)
        {
            if (!row.IsEnded)
            {
                Assert.False(CanRun(row), $"{row} has not ended.");
                continue;
            }

            // The result is that of the last attempt: none that was given up has written one.
            Assert.Equal(row.State == TaskState.Completed ? row.Attempt : null, row.CompletedBy);
            if (row.State == TaskState.Failed)
            {
                Assert.True(row.IsBroken || row.IsDoomed || row.Failures >= row.MaxAttempts, $"{row} had attempts left.");
            }

            if (row.IsDoomed)
            {
                Assert.Contains(row.DependsOn, id => world.Database[id].State is TaskState.Failed or TaskState.Cancelled);
                Assert.Equal(0, row.Attempt);
            }
        }

        // Nothing is left of what was given out: no slot got lost.
        foreach (var (address, known) in Assert.Single(world.Schedulers).State.Executors)
        {
            Assert.True(known.Count == 0, string.Create(CultureInfo.InvariantCulture, $"{address} is still taken to have {known.Count} tasks."));
            Assert.Equal(0, known.ReservedCores);
            Assert.Equal(0, known.ReservedBytes);
        }
    }
}
