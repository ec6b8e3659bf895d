using InfernoOrleans.Grains.Compute.Tables;

namespace InfernoOrleans.Tests.Compute.Scheduling.Simulation;

/// <summary>One slot, and tasks of a high priority without end: whenever one begins, another is sent.</summary>
internal sealed class PrioritySimulation
{
    private readonly SimulatedWorld world;

    public PrioritySimulation(int seed)
    {
        world = new SimulatedWorld(seed);
        world.AddSilo("silo0", 1, slots: 1, cpuCores: 4, memoryBytes: 4L << 30);
        world.Database.Nodes.Add(new SimulatedNode("silo0", "silo0", 1, 4, 4L << 30, new Dictionary<string, string>()));
        world.AddScheduler();
    }

    /// <summary>Sends a task of some priority, and as many of a higher one as run.</summary>
    /// <returns>How long the first waited, in minutes.</returns>
    public double Wait(int steps, double runsMs)
    {
        Submit(steps, runsMs);
        Submit(steps, runsMs);
        var low = Submit(0, runsMs);
        var sent = low.Created;
        while (low.ClaimedAt is null && world.NowMs - sent < (steps + 10) * 60_000L)
        {
            // What is begun leaves one that waits, so that the next comes right behind it.
            var ready = world.Database.Rows.Count(row => row.State == TaskState.Pending && row != low);
            for (; ready < 2; ready++)
            {
                Submit(steps, runsMs);
            }

            world.Run(runsMs / 4);
        }

        Assert.NotNull(low.ClaimedAt);
        return (low.ClaimedAt.Value - sent) / 60_000.0;
    }

    private SimulatedTask Submit(int priority, double runsMs)
    {
        var row = new SimulatedTask
        {
            Id = world.Database.Rows.Count + 1,
            Created = world.NowMs,
            Rank = world.NowMs - (priority * 60_000L),
            Requires = string.Empty,
            RunsMs = runsMs,
        };
        Assert.True(world.Database.TryInsert(row));
        world.SendToScheduler(scheduler => scheduler.Ready([(row.Requires, row.Rank)]));
        return row;
    }
}
