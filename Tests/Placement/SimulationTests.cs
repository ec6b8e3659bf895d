using InfernoOrleans.Benchmarks.Placement;
using InfernoOrleans.Grains.Placement;

namespace InfernoOrleans.Tests.Placement;

/// <summary>What <c>Benchmarks -- placement</c> prints, held to its goals on a few clusters.</summary>
public sealed class SimulationTests
{
    [Theory]
    [InlineData((int)Arrival.BurstThroughAll, 16)]
    [InlineData((int)Arrival.BurstThroughOne, 16)]
    [InlineData((int)Arrival.Flow, 16)]
    [InlineData((int)Arrival.BurstThroughAll, 3)]
    [InlineData((int)Arrival.Flow, 3)]
    public void Placement_OfAThousandActivations_IsNearTheOraclesAndHerdsNowhere(int arrival, int silos)
    {
        var runs = Enumerable.Range(1, 9)
            .Select(seed => Simulation.Run((Arrival)arrival, silos, activations: 1_000, seed, new PlacementOptions())).ToArray();

        var ratios = runs.Select(run => run[0].Imbalance / run[^1].Imbalance).Order().ToArray();
        Assert.InRange(ratios[ratios.Length / 2], 0.99, 1.08);
        Assert.All(ratios, ratio => Assert.InRange(ratio, 0.99, 1.25));
        Assert.All(runs, run => Assert.True(run[0].LargestShare < (1.25 * run[^1].LargestShare) + 0.01, $"{run[0]} beside {run[^1]}"));
        Assert.All(runs, run => Assert.All(run.Skip(1).SkipLast(1), other => Assert.True(other.Moves > run[0].Moves, $"{other} beside {run[0]}")));
    }
}
