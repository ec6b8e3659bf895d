using InfernoOrleans.Benchmarks.Tasks;

namespace InfernoOrleans.Tests.Compute.Scheduling;

/// <summary>What <c>Benchmarks -- tasks --makespan</c> prints, held to its goal.</summary>
public sealed class MakespanTests
{
    [Theory]
    [InlineData(60, 1.0)]
    [InlineData(200, 0.5)]
    [InlineData(1_000, 1.0)]
    public void Makespan_OfUnlikeTasksOnUnlikeNodes_IsNearTheLeastPossible(double median, double spread)
    {
        int[] slots = [2, 4, 8];
        for (var seed = 1; seed <= 5; seed++)
        {
            var run = MakespanSimulation.Run(seed, slots, MakespanSimulation.Lengths(seed, count: 1_000, median, spread));
            Assert.InRange(run.Makespan / run.Bound, 1, 1.10);
            Assert.True(run.MostRunningPerSlot <= 1);
        }
    }
}
