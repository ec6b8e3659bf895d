using System.Collections.Concurrent;

namespace InfernoOrleans.Tests.Compute.Scheduling.Simulation;

/// <summary>The policy in thousands of runs of a simulated cluster, each decided by its seed.</summary>
public sealed class SchedulerSimulationTests
{
    private const int Runs = 2_000;

    [Fact]
    public void Scheduler_InAnyInterleavingOfFaults_LosesNothingAndKeepsItsRules()
    {
        var failed = new ConcurrentDictionary<int, Exception>();
        Parallel.For(0, Runs, (seed, loop) =>
        {
            try
            {
                new FaultySimulation(seed).Run();
            }
            catch (Exception exception)
            {
                failed.TryAdd(seed, exception);
                loop.Break();
            }
        });

        if (!failed.IsEmpty)
        {
            var seed = failed.Keys.Min();
            Assert.Fail($"Seed {seed} (new FaultySimulation({seed}).Run() runs it again): {failed[seed]}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    public void Scheduler_BesideTasksOfHigherPriorityWithoutEnd_RunsALowOneAfterAMinuteForEachStep(int steps)
    {
        const double RunsMs = 900;
        for (var seed = 0; seed < 5; seed++)
        {
            // Before that, those that were sent meanwhile come first; after that, the few that were sent before then.
            var waited = new PrioritySimulation(seed).Wait(steps, RunsMs);
            Assert.InRange(waited, steps - 0.1, steps + 0.1);
        }
    }
}
