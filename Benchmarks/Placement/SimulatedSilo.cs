namespace InfernoOrleans.Benchmarks.Placement;

/// <summary>What a silo really is and has, which no other silo sees but through late reports.</summary>
/// <param name="cores">Processors.</param>
/// <param name="background">Cores that work other than that of activations takes.</param>
/// <param name="memory">Reserved share of its ledger.</param>
internal sealed class SimulatedSilo(double cores, double background, double memory)
{
    public double Cores => cores;

    public double Memory => memory;

    /// <summary>Cores in demand, which may be more than there are.</summary>
    public double Demand { get; private set; } = background;

    public int Activations { get; private set; }

    /// <summary>Activations that came with the burst.</summary>
    public int Arrived { get; private set; }

    public double Load => Demand / cores;

    public void Add(double demand, bool arrived)
    {
        Demand += demand;
        Activations++;
        Arrived += arrived ? 1 : 0;
    }

    public SimulatedSilo Copy() => new(cores, Demand, memory) { Activations = Activations };
}
