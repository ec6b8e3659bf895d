using InfernoOrleans.Grains.Interfaces.Cluster;

namespace InfernoOrleans.Benchmarks.Placement;

/// <summary>
/// Silos of unlike sizes with unlike work, which report once a second, each at its own moment, smoothed as silos do, a little wrong and a
/// little late.
/// </summary>
internal sealed class SimulatedCluster
{
    private const int StepsPerPeriod = 100;
    private const int LongestDelay = 20;
    private const double Noise = 0.01;
    private const long Ledger = 1L << 34;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    private static readonly double[] Sizes = [1, 2, 4, 4, 8, 16];

    private readonly Random chance;
    private readonly SimulatedTime time;
    private readonly double smoothing;
    private readonly IPlacementPolicy policy;
    private readonly double[] cpu;
    private readonly double[] rates;
    private readonly long[] counted;
    private readonly int[] phases;
    private readonly PriorityQueue<(int Receiver, int Sender, SiloLoad Load), long> underway = new();
    private TimeSpan owed;
    private long step;

    public SimulatedCluster(
        IReadOnlyList<SimulatedSilo> silos, Func<SimulatedTime, IPlacementPolicy> policy, double smoothing, int seed)
    {
        Silos = [.. silos.Select(silo => silo.Copy())];
        time = new SimulatedTime();
        this.policy = policy(time);
        this.smoothing = smoothing;
        chance = new Random(seed);
        cpu = new double[silos.Count];
        rates = new double[silos.Count];
        counted = new long[silos.Count];
        phases = [.. silos.Select(_ => chance.Next(StepsPerPeriod))];
    }

    public IReadOnlyList<SimulatedSilo> Silos { get; }

    public string Policy => policy.Name;

    /// <summary>Silos with up to 20 % of work that is not ours, up to 20 % of their cores in activations, and a ledger that is up to 70 % full.</summary>
    public static IReadOnlyList<SimulatedSilo> Unlike(int count, double demand, int seed)
    {
        var chance = new Random(seed);
        var silos = new SimulatedSilo[count];
        for (var i = 0; i < count; i++)
        {
            var cores = Sizes[chance.Next(Sizes.Length)];
            silos[i] = new SimulatedSilo(cores, cores * 0.2 * chance.NextDouble(), 0.7 * chance.NextDouble());
            for (var left = cores * 0.2 * chance.NextDouble(); left >= demand; left -= demand)
            {
                silos[i].Add(demand, arrived: false);
            }
        }

        return silos;
    }

    /// <summary>One activation more.</summary>
    public void Place(int placer, double demand, bool arrived) => Silos[policy.Choose(placer)].Add(demand, arrived);

    /// <summary>Lets time pass: silos report and reports arrive.</summary>
    public void Pass(TimeSpan duration)
    {
        for (owed += duration; owed >= Step; owed -= Step)
        {
            time.Pass(Step);
            if (++step % StepsPerPeriod == 0)
            {
                policy.Tick();
            }

            for (var silo = 0; silo < Silos.Count; silo++)
            {
                if (step % StepsPerPeriod == phases[silo])
                {
                    Report(silo);
                }
            }

            while (underway.TryPeek(out var report, out var due) && due <= step)
            {
                underway.Dequeue();
                policy.Learn(report.Receiver, report.Sender, report.Load);
            }
        }
    }

    private void Report(int number)
    {
        var silo = Silos[number];
        var measured = Math.Clamp(silo.Load + (Noise * ((2 * chance.NextDouble()) - 1)), 0, 1);
        var first = step <= StepsPerPeriod;
        cpu[number] = first ? measured : cpu[number] + (smoothing * (measured - cpu[number]));
        var placements = policy.Placements(number);
        rates[number] += smoothing * (placements - counted[number] - rates[number]);
        counted[number] = placements;
        var load = new SiloLoad(
            1 + (step / StepsPerPeriod),
            cpu[number],
            silo.Cores,
            Ledger,
            (long)(silo.Memory * Ledger),
            (int)Math.Ceiling(silo.Cores),
            (int)Math.Max(0, silo.Demand - silo.Cores),
            (int)Math.Round(Math.Min(silo.Cores, silo.Demand) * chance.NextDouble()),
            silo.Activations,
            Replicas: 0,
            rates[number],
            RequestsPerSecond: 0,
            P99: null,
            ResidentBytes: 0,
            TimeSpan.Zero,
            IsOverloaded: false);
        for (var receiver = 0; receiver < Silos.Count; receiver++)
        {
            // A silo knows itself at once.
            var delay = receiver == number ? 0 : 1 + chance.Next(LongestDelay);
            underway.Enqueue((receiver, number, load), step + delay);
        }
    }
}
