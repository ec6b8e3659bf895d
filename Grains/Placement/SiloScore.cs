namespace InfernoOrleans.Grains.Placement;

/// <summary>
/// How bad a place a silo is; the least is the best. Whatever is not overloaded is better than what is.
/// </summary>
/// <remarks>
/// With p placements that its figures do not show yet, each of which is expected to need c cores:
/// <code>
/// value = CpuWeight        · (cpu + p·c / cores)
///       + MemoryWeight     · (reserved / capacity)⁴
///       + QueueWeight      · q / (1 + q)     q = (waiting + running) / workers − 1, at least 0
///       + ActivationWeight · a / (1 + a)     a = (activations + p) / (10,000 · cores)
/// overloaded = the runtime says so, or cpu > OverloadedCpu, or reserved / capacity > OverloadedMemory
/// </code>
/// It never falls when one of these rises, but for the cores. The CPU carries the weight: it is what requests wait for. Memory counts when
/// little is left, the queue where the CPU is at its end and says no more, activations where nothing else tells silos apart.
/// </remarks>
/// <param name="IsOverloaded">Whether to avoid it.</param>
/// <param name="Value">The sum above.</param>
internal readonly record struct SiloScore(bool IsOverloaded, double Value) : IComparable<SiloScore>
{
    private const double ActivationsPerCore = 10_000;

    /// <summary>Judges a silo.</summary>
    /// <param name="silo">What it said of itself.</param>
    /// <param name="pending">Placements that this does not show yet, at least 0.</param>
    /// <param name="cost">Cores that one of them is expected to need.</param>
    /// <param name="options">What counts how much.</param>
    public static SiloScore Of(in SiloCondition silo, double pending, double cost, PlacementOptions options)
    {
        var cpu = silo.Cpu + (pending * cost / silo.Cores);
        var activations = (silo.Activations + pending) / (ActivationsPerCore * silo.Cores);
        var value = (options.CpuWeight * cpu)
            + (options.MemoryWeight * Math.Pow(silo.Memory, 4))
            + (options.QueueWeight * Saturating(silo.Queue))
            + (options.ActivationWeight * Saturating(activations));
        var isOverloaded = silo.IsOverloaded || silo.Cpu > options.OverloadedCpu || silo.Memory > options.OverloadedMemory;
        return new SiloScore(isOverloaded, value);
    }

    /// <summary>The same silo as one sees it who would gain that much by choosing it; it remains overloaded if it is.</summary>
    public SiloScore Favoured(double by) => this with { Value = Value - by };

    public int CompareTo(SiloScore other) =>
        IsOverloaded == other.IsOverloaded ? Value.CompareTo(other.Value) : IsOverloaded.CompareTo(other.IsOverloaded);

    private static double Saturating(double quantity) => quantity / (1 + quantity);
}
