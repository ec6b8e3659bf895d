using System.Globalization;
using InfernoOrleans.Benchmarks.Placement.Real;
using InfernoOrleans.Grains.Placement;
using Spectre.Console;

namespace InfernoOrleans.Benchmarks.Placement;

/// <summary>
/// Where activations end up, simulated: our choice beside others and beside an oracle that knows everything. Medians and worst cases of
/// many clusters.
/// </summary>
internal static class PlacementScenario
{
    private const int Clusters = 25;

    /// <summary>Of a table, also where there is no terminal to ask.</summary>
    private const int Width = 160;

    public static Task<int> RunAsync(string[] options) => options.Contains("--real")
        ? RealPlacementScenario.RunAsync(new RealPlacementOptions(
            Option(options, "--activations", 300), Option(options, "--deployments", 60), Option(options, "--rounds", 3), Option(options, "--busy", 1)))
        : Task.FromResult(Run(options));

    private static int Run(string[] options)
    {
        var silos = Option(options, "--silos", 16);
        var activations = Option(options, "--activations", 1_000);
        var seed = Option(options, "--seed", 1);
        AnsiConsole.Profile.Width = Width;
        Console.WriteLine($"{silos} unlike silos, {activations} activations, {Clusters} clusters from seed {seed} on; median (worst)");
        foreach (var arrival in Enum.GetValues<Arrival>())
        {
            var table = new Table().Title(arrival.ToString()).Border(TableBorder.Markdown);
            table.AddColumns("policy", "max/mean load", "of the oracle's", "largest share", "oracle's largest", "moves");
            var runs = Enumerable.Range(seed, Clusters)
                .Select(each => Simulation.Run(arrival, silos, activations, each, new PlacementOptions())).ToArray();
            for (var policy = 0; policy < runs[0].Count; policy++)
            {
                table.AddRow(
                    runs[0][policy].Policy,
                    Figures(runs.Select(run => run[policy].Imbalance), "0.000"),
                    Figures(runs.Select(run => run[policy].Imbalance / run[^1].Imbalance), "0.000"),
                    Figures(runs.Select(run => run[policy].LargestShare), "0.000"),
                    Figures(runs.Select(run => run[policy].LargestShare / run[^1].LargestShare), "0.00"),
                    Figures(runs.Select(run => (double)run[policy].Moves), "0"));
            }

            AnsiConsole.Write(table);
        }

        return 0;
    }

    private static string Figures(IEnumerable<double> values, string format)
    {
        var sorted = values.Order().ToArray();
        return string.Create(
            CultureInfo.InvariantCulture, $"{sorted[sorted.Length / 2].ToString(format, CultureInfo.InvariantCulture)} ({sorted[^1].ToString(format, CultureInfo.InvariantCulture)})");
    }

    private static int Option(string[] options, string name, int otherwise)
    {
        var at = Array.IndexOf(options, name);
        return at >= 0 && at + 1 < options.Length ? int.Parse(options[at + 1], CultureInfo.InvariantCulture) : otherwise;
    }
}
