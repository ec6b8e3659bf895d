using InfernoOrleans.Grains.Placement;

namespace InfernoOrleans.Benchmarks.Placement;

/// <summary>How activations come to a cluster.</summary>
internal enum Arrival
{
    /// <summary>All at the same moment, through all silos: what a client does, which sends each grain's calls through some silo.</summary>
    BurstThroughAll = 0,

    /// <summary>All at the same moment, through the silo that did the placing before as well.</summary>
    BurstThroughOne = 1,

    /// <summary>One after another, in twenty seconds, through all silos.</summary>
    Flow = 2,
}

/// <summary>What became of them.</summary>
/// <param name="Policy">Who chose.</param>
/// <param name="Imbalance">The largest load of a silo for its capacity, beside that of all silos together; 1 is perfect.</param>
/// <param name="LargestShare">The largest share of what came that one silo got.</param>
/// <param name="Moves">How many would have to move for the oracle's outcome.</param>
internal sealed record SimulationOutcome(string Policy, double Imbalance, double LargestShare, int Moves);

/// <summary>The same activations for the same silos, placed by each policy.</summary>
internal static class Simulation
{
    /// <summary>The share of all cores that the arriving activations need together.</summary>
    private const double ArrivingLoad = 0.3;

    /// <summary>Activations that come before, in the same way and in the second half of the warm-up, so that silos learn what one costs.</summary>
    private const int Earlier = 100;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan FlowDuration = TimeSpan.FromSeconds(20);

    public static IReadOnlyList<SimulationOutcome> Run(Arrival arrival, int silos, int activations, int seed, PlacementOptions options)
    {
        // Sizes do not depend on the demand, so the first cluster only tells how large the demand is.
        var cores = SimulatedCluster.Unlike(silos, demand: 1, seed).Sum(silo => silo.Cores);
        var demand = ArrivingLoad * cores / activations;
        var truth = SimulatedCluster.Unlike(silos, demand, seed);
        Func<SimulatedTime, IPlacementPolicy>[] policies =
        [
            time => new LoadAwarePolicy(silos, options, time, seed),
            _ => new RandomPolicy(silos, seed),
            _ => new ActivationCountPolicy(silos, seed),
            _ => new ResourcePolicy(silos, seed),
        ];
        var oracle = Oracle(truth, activations, demand);
        return
        [
            .. policies.Select(policy => Outcome(Play(truth, policy, arrival, activations, demand, seed, options.Smoothing), oracle)),
            Outcome(("oracle", oracle), oracle),
        ];
    }

    private static (string Policy, IReadOnlyList<SimulatedSilo> Silos) Play(
        IReadOnlyList<SimulatedSilo> truth,
        Func<SimulatedTime, IPlacementPolicy> policy,
        Arrival arrival,
        int activations,
        double demand,
        int seed,
        double smoothing)
    {
        var cluster = new SimulatedCluster(truth, policy, smoothing, seed);
        var through = new Random(seed);
        var one = through.Next(truth.Count);
        cluster.Pass(WarmUp / 2);
        for (var i = 0; i < Earlier; i++)
        {
            cluster.Place(Placer(), demand, arrived: false);
            cluster.Pass(WarmUp / 2 / Earlier);
        }

        for (var i = 0; i < activations; i++)
        {
            cluster.Place(Placer(), demand, arrived: true);
            if (arrival == Arrival.Flow)
            {
                cluster.Pass(FlowDuration / activations);
            }
        }

        return (cluster.Policy, cluster.Silos);

        int Placer() => arrival == Arrival.BurstThroughOne ? one : through.Next(truth.Count);
    }

    /// <summary>Knows every load and that of every activation, and places each where the load is least afterwards.</summary>
    private static List<SimulatedSilo> Oracle(IReadOnlyList<SimulatedSilo> truth, int activations, double demand)
    {
        List<SimulatedSilo> silos = [.. truth.Select(silo => silo.Copy())];
        for (var i = -Earlier; i < activations; i++)
        {
            silos.MinBy(silo => (silo.Demand + demand) / silo.Cores)!.Add(demand, arrived: i >= 0);
        }

        return silos;
    }

    private static SimulationOutcome Outcome(
        (string Policy, IReadOnlyList<SimulatedSilo> Silos) played, IReadOnlyList<SimulatedSilo> oracle)
    {
        var silos = played.Silos;
        var mean = silos.Sum(silo => silo.Demand) / silos.Sum(silo => silo.Cores);
        double arrived = silos.Sum(silo => silo.Arrived);
        return new SimulationOutcome(
            played.Policy,
            silos.Max(silo => silo.Load) / mean,
            silos.Max(silo => silo.Arrived) / arrived,
            silos.Zip(oracle, (silo, ideal) => Math.Max(0, silo.Arrived - ideal.Arrived)).Sum());
    }
}
