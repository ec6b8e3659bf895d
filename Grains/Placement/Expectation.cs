using InfernoOrleans.Grains.Interfaces.Cluster;

namespace InfernoOrleans.Grains.Placement;

/// <summary>What one silo expects of the others from all that it knows of them.</summary>
/// <param name="Cost">
/// The cores that one activation needs: by how much the CPU rose where activations came; before that was seen, the cores in use, divided by
/// the activations. Never less than the least.
/// </param>
/// <param name="Placers">
/// For how many silos, itself among them, a placement of this silo stands, since others choose by the same reports at the same time. By
/// their last reports this is all placements for each of its own; where nobody placed any, as many as there are silos. From 1 to that.
/// </param>
/// <param name="Unknown">What is assumed of a silo that has said nothing lately: what is usual, so that it is neither flooded nor starved.</param>
internal readonly record struct Expectation(double Cost, double Placers, SiloCondition Unknown)
{
    /// <summary>How many activations that need the least are believed in before any is seen; otherwise the first few would decide.</summary>
    private const double AssumedActivations = 100;

    /// <summary>How much change, in squares of activations for each core, has to be seen to count as much as the average.</summary>
    private const double AssumedChanges = 0.1;

    /// <summary>How many placements a second by every silo are believed in before any is seen, so that rates near nothing decide nothing.</summary>
    private const double AssumedPlacements = 0.1;

    /// <summary>Draws the conclusions.</summary>
    /// <param name="known">What silos say.</param>
    /// <param name="own">What this silo said of itself; null before it did.</param>
    /// <param name="silos">How many there are, known or not; at least 1.</param>
    /// <param name="options">The least cost.</param>
    public static Expectation From(IReadOnlyCollection<KnownSilo> known, SiloLoad? own, int silos, PlacementOptions options)
    {
        if (known.Count == 0)
        {
            return new Expectation(options.LeastActivationCost, silos, new SiloCondition(0, Environment.ProcessorCount, 0, 0, 0, false));
        }

        double cores = 0, busy = 0, memory = 0, queue = 0, activations = 0, placements = 0;
        double following = 0, changes = 0;
        foreach (var silo in known)
        {
            var condition = silo.Condition;
            cores += condition.Cores;
            busy += condition.Cpu * condition.Cores;
            memory += condition.Memory;
            queue += condition.Queue;
            activations += condition.Activations;
            placements += silo.Load!.PlacementsPerSecond;
            following += silo.Following;
            changes += silo.Changes;
        }

        var least = options.LeastActivationCost;
        var average = (busy + (least * AssumedActivations)) / (activations + AssumedActivations);
        var cost = Math.Max(least, (following + (average * AssumedChanges)) / (changes + AssumedChanges));
        var placers = (placements + (AssumedPlacements * silos)) / ((own?.PlacementsPerSecond ?? 0) + AssumedPlacements);
        var usual = new SiloCondition(
            busy / cores, cores / known.Count, memory / known.Count, queue / known.Count, activations / known.Count, IsOverloaded: false);
        return new Expectation(cost, Math.Clamp(placers, 1, silos), usual);
    }
}
