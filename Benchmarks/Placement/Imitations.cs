using InfernoOrleans.Grains.Interfaces.Cluster;

namespace InfernoOrleans.Benchmarks.Placement;

/// <summary>Any silo, by chance.</summary>
internal sealed class RandomPolicy(int silos, int seed) : IPlacementPolicy
{
    private readonly Random chance = new(seed);

    public string Name => "random";

    public void Learn(int receiver, int sender, SiloLoad load)
    {
        // Whatever it says.
    }

    public int Choose(int placer) => chance.Next(silos);
}

/// <summary>
/// Our imitation of the idea of placement by activation counts: of two silos drawn by chance the one with fewer activations, by its last
/// report and what this silo has placed there since.
/// </summary>
internal sealed class ActivationCountPolicy(int silos, int seed) : IPlacementPolicy
{
    private readonly Random chance = new(seed);
    private readonly int[,] counts = new int[silos, silos];

    public string Name => "fewest activations of two (imitation)";

    public void Learn(int receiver, int sender, SiloLoad load) => counts[receiver, sender] = load.Activations;

    public int Choose(int placer)
    {
        var (one, other) = (chance.Next(silos), chance.Next(silos));
        var chosen = counts[placer, one] <= counts[placer, other] ? one : other;
        counts[placer, chosen]++;
        return chosen;
    }
}

/// <summary>
/// Our imitation of the idea of placement by resources: of √n silos drawn by chance the one with the least weighted CPU and memory, by its
/// last report, or the silo that places, when it is hardly worse. It doesn't know of its own placements.
/// </summary>
internal sealed class ResourcePolicy(int silos, int seed) : IPlacementPolicy
{
    private const double LocalMargin = 0.05;

    private readonly Random chance = new(seed);
    private readonly double[,] scores = new double[silos, silos];

    public string Name => "resources of √n (imitation)";

    public void Learn(int receiver, int sender, SiloLoad load) => scores[receiver, sender] =
        (0.6 * load.Cpu) + (0.4 * load.LedgerReservedBytes / load.LedgerCapacityBytes);

    public int Choose(int placer)
    {
        var best = chance.Next(silos);
        for (var drawn = 1; drawn < Math.Sqrt(silos); drawn++)
        {
            var other = chance.Next(silos);
            best = scores[placer, other] < scores[placer, best] ? other : best;
        }

        return scores[placer, placer] <= scores[placer, best] + LocalMargin ? placer : best;
    }
}
