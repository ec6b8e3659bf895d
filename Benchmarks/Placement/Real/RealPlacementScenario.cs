using System.Globalization;
using InfernoOrleans.Benchmarks.Cluster;
using InfernoOrleans.Grains.Interfaces.Cluster;
using InfernoOrleans.Grains.Interfaces.Deployments;
using Spectre.Console;

namespace InfernoOrleans.Benchmarks.Placement.Real;

/// <summary>
/// Three real silos, one of them busy with other work: how much of new work it gets from our placement, and from Orleans' own strategies, each
/// with grains that differ in nothing else. The strategies take turns in every round; between two, all activations are ended and everything
/// that was published about them is out of date.
/// </summary>
internal static class RealPlacementScenario
{
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(RealPlacementOptions options)
    {
        await using var cluster = await SiloProcesses.StartAsync(options.BusyThreads);
        await Task.Delay(WarmUp);
        Console.WriteLine($"{Environment.ProcessorCount} cores; {options.BusyThreads} busy threads in {SiloProcesses.First}; {options.Rounds} rounds.");
        await PrintCpuAsync(cluster);
        var shares = new Dictionary<(string Name, string Arrival), List<Shares>>();
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var (arrival, duration) in new[] { ("at once", TimeSpan.Zero), ($"in {Spread.TotalSeconds:0} s", Spread) })
            {
                foreach (var (grainType, name) in Strategies.All)
                {
                    Add((name, arrival), await PlaceGrainsAsync(cluster.Grains, grainType, options.Activations, duration));
                    await Task.Delay(Settle);
                }

                Add(("load-aware: deployments", arrival), await DeployAsync(cluster.Grains, options.Deployments, duration));
                await Task.Delay(Settle);
            }
        }

        await PrintCpuAsync(cluster);
        Print(shares);
        return 0;

        void Add((string, string) key, Shares share)
        {
            shares.TryAdd(key, []);
            shares[key].Add(share);
        }
    }

    /// <summary>Activates grains, counts, and ends them.</summary>
    private static async Task<Shares> PlaceGrainsAsync(IGrainFactory grains, string grainType, int count, TimeSpan duration)
    {
        var run = Guid.NewGuid();
        var placed = Enumerable.Range(0, count)
            .Select(i => grains.GetGrain<IPlacedGrain>(GrainId.Create(grainType, $"{run}/{i}"))).ToArray();
        var silos = await InTimeAsync(placed, duration, grain => grain.WhereAsync());
        await Task.WhenAll(placed.Select(grain => grain.LeaveAsync()));
        return Shares.Of(silos, SiloProcesses.First);
    }

    /// <summary>Deploys networks, counts the silos of their replicas, and deletes them.</summary>
    private static async Task<Shares> DeployAsync(IGrainFactory grains, int count, TimeSpan duration)
    {
        var busy = (await SilosAsync(grains)).Single(silo => silo.Name == SiloProcesses.First).Address;
        var silos = await InTimeAsync(Enumerable.Range(0, count).ToArray(), duration, async i =>
        {
            var network = new NetworkSpec("mlp", 16, null, 4, null, null, null, Seed: i);
            var answer = await grains.GetGrain<IDeploymentIntakeGrain>(0).DeployAsync(
                new DeployCommand($"placed-{i}", network, ModelId: null, Idempotency: null, TimeSpan.FromMinutes(1)), CancellationToken.None);
            var deployment = grains.GetGrain<IDeploymentGrain>(answer.Id.ToString());
            return (deployment, (await deployment.ListReplicasAsync(CancellationToken.None))[0].Silo);
        });
        await Task.WhenAll(silos.Select(each => each.deployment.TerminateAsync(CancellationToken.None)));
        return Shares.Of([.. silos.Select(each => each.Silo!)], busy);
    }

    /// <summary>Begins calls evenly over a while, however long each takes.</summary>
    private static async Task<TResult[]> InTimeAsync<TItem, TResult>(TItem[] items, TimeSpan duration, Func<TItem, Task<TResult>> call)
    {
        var calls = new List<Task<TResult>>(items.Length);
        using var clock = new PeriodicTimer(duration == TimeSpan.Zero ? Settle : duration / items.Length);
        foreach (var item in items)
        {
            calls.Add(call(item));
            if (duration > TimeSpan.Zero)
            {
                await clock.WaitForNextTickAsync();
            }
        }

        return await Task.WhenAll(calls);
    }

    private static Task<IReadOnlyList<SiloInfo>> SilosAsync(IGrainFactory grains) =>
        grains.GetGrain<IClusterGrain>(0).DescribeAsync(CancellationToken.None);

    private static async Task PrintCpuAsync(SiloProcesses cluster) => Console.WriteLine(string.Join(
        ", ",
        (await SilosAsync(cluster.Grains)).OrderBy(silo => silo.Name, StringComparer.Ordinal)
            .Select(silo => string.Create(CultureInfo.InvariantCulture, $"{silo.Name} CPU {silo.Load?.Cpu:P0}"))));

    private static void Print(Dictionary<(string Name, string Arrival), List<Shares>> shares)
    {
        var table = new Table().Border(TableBorder.Markdown);
        table.AddColumns("arrival", "strategy", "share of the busy silo", "of what random gives it", "largest share of another");
        foreach (var group in shares.GroupBy(each => each.Key.Arrival))
        {
            var random = Median(shares[(Strategies.All[0].Name, group.Key)].Select(each => each.Busy));
            foreach (var ((name, arrival), values) in group)
            {
                table.AddRow(
                    arrival,
                    name,
                    Figures(values.Select(each => each.Busy)),
                    (Median(values.Select(each => each.Busy)) / random).ToString("0.00", CultureInfo.InvariantCulture),
                    Figures(values.Select(each => each.LargestOther)));
            }
        }

        AnsiConsole.Profile.Width = 160;
        AnsiConsole.Write(table);
    }

    private static string Figures(IEnumerable<double> values) =>
        string.Create(CultureInfo.InvariantCulture, $"{Median(values):P0} ({values.Min():P0} to {values.Max():P0})");

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private readonly record struct Shares(double Busy, double LargestOther)
    {
        public static Shares Of(string[] silos, string busy)
        {
            var others = silos.Where(silo => silo != busy).GroupBy(silo => silo).Select(silo => silo.Count());
            return new Shares((double)silos.Count(silo => silo == busy) / silos.Length, (double)others.DefaultIfEmpty().Max() / silos.Length);
        }
    }
}

/// <summary>How to measure.</summary>
/// <param name="Activations">Grains of each strategy.</param>
/// <param name="Deployments">Deployments.</param>
/// <param name="Rounds">Turns of each strategy.</param>
/// <param name="BusyThreads">Threads of the busy silo that compute all the time.</param>
internal sealed record RealPlacementOptions(int Activations, int Deployments, int Rounds, int BusyThreads);
