using InfernoOrleans.Grains.Interfaces.Cluster;

namespace InfernoOrleans.Grains.Placement;

/// <summary>What a <see cref="LoadView{TSilo}"/> knows of one silo.</summary>
internal sealed class KnownSilo
{
    /// <summary>(√5 − 1) / 2: its multiples lie evenly between the integers, however many there are.</summary>
    private const double GoldenRatio = 0.618_033_988_749_894_9;

    /// <summary>What a report leaves of the evidence of earlier ones: half of it after some 35 reports.</summary>
    private const double Memory = 0.98;

    /// <summary>The activations, smoothed as the silo smooths its CPU: those that the CPU shows.</summary>
    private double shown;

    /// <summary>Placements that the last report does not have among its activations.</summary>
    private double placed;

    /// <summary>Its last report; null before the first.</summary>
    public SiloLoad? Load { get; private set; }

    /// <summary>The same as it is judged by.</summary>
    public SiloCondition Condition { get; private set; }

    /// <summary>When the report came.</summary>
    public long LearnedAt { get; private set; }

    /// <summary>Activations that its CPU does not show yet, as seen by a silo that chooses.</summary>
    /// <param name="placers">For how many silos each of its own placements stands.</param>
    /// <param name="place">Its place in the order of all silos, from 0 to less than 1.</param>
    public double Pending(double placers, double place) =>
        ((placed + Jitter(place)) * placers) + Math.Max(0, Condition.Activations - shown);

    /// <summary>How the CPU followed the activations for each core so far: the sum of the products of their changes.</summary>
    public double Following { get; private set; }

    /// <summary>The sum of the squares of the changes of the latter; the quotient is what one activation costs.</summary>
    public double Changes { get; private set; }

    /// <summary>Its place in the order of all silos, from 0.</summary>
    public int Order { get; set; }

    public void Learn(SiloLoad load, double smoothing, long now)
    {
        var next = SiloCondition.Of(load);
        if (Load is null)
        {
            shown = next.Activations;
        }
        else
        {
            var more = smoothing * (next.Activations - shown);
            Following = (Memory * Following) + (more / next.Cores * (next.Cpu - Condition.Cpu));
            Changes = (Memory * Changes) + (more / next.Cores * (more / next.Cores));
            shown += more;

            // The silo may have counted its activations before they were there. What never comes fades.
            var missing = Condition.Activations + placed - next.Activations;
            placed = Math.Clamp(missing, 0, placed) * (1 - smoothing);
        }

        (Load, Condition, LearnedAt) = (load, next, now);
    }

    public void Place() => placed++;

    /// <summary>Forgets a share of what was placed there, for a silo that says nothing.</summary>
    public void Fade(double share) => placed *= 1 - share;

    /// <summary>
    /// A part of a placement that counts in addition, from 0 to less than 1. Silos that place at the same time can only choose in whole
    /// placements. Where one begins at 0.1, the next at 0.4 and another at 0.7, their choices add up to what all of them together would
    /// have chosen; where all began at 0, they would all choose the same silos first. With each report it is another part.
    /// </summary>
    private double Jitter(double place) => ((((Load?.Sequence ?? 0) + Order) * GoldenRatio) + place) % 1;
}
