using System.Globalization;

namespace InfernoOrleans.Benchmarks.Execute;

/// <summary>
/// What serving costs: rows of 784 numbers through 784-128-64-10, beside an endpoint that only parses and writes the same JSON. The
/// targets take turns in every round, so that a change in the machine's speed meets all of them; figures are medians of the rounds.
/// </summary>
internal static class ExecuteScenario
{
    private static readonly int[] Connections = [1, 16];

    public static async Task<int> RunAsync(string[] options)
    {
        var (rounds, seconds) = (Option(options, "--rounds", 3), Option(options, "--seconds", 4));
        var row = Row();
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            script, $"wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\nwrk.body = '{row}'\n");

        await using var bare = await Target.BareAsync();
        await using var embedded = await Target.EmbeddedAsync(row);
        await using var separate = await Target.SeparateAsync(row);
        await using var cluster = await Target.ClusterAsync(row);
        Target[] targets = [bare, embedded, separate, cluster];
        var runs = new Dictionary<(Target, int), List<Wrk>>();
        foreach (var round in Enumerable.Range(0, rounds + 1))
        {
            foreach (var connections in Connections)
            {
                foreach (var target in targets)
                {
                    var run = await Wrk.RunAsync(target.Url, script, connections, seconds);
                    if (round > 0)
                    {
                        // The first round warms up.
                        runs.TryAdd((target, connections), []);
                        runs[(target, connections)].Add(run);
                    }
                }
            }
        }

        File.Delete(script);
        Print(targets, runs, rounds, seconds);
        return runs.Values.SelectMany(each => each).Any(run => run.Failed > 0) ? 1 : 0;
    }

    private static void Print(Target[] targets, Dictionary<(Target, int), List<Wrk>> runs, int rounds, int seconds)
    {
        Console.WriteLine($"Body {Row().Length} bytes; {rounds} rounds of {seconds} s each, medians; {Environment.ProcessorCount} cores, shared with wrk.");
        Console.WriteLine("| target | connections | requests/s | of bare | p50 ms | p99 ms | failed | start to first answer |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var connections in Connections)
        {
            foreach (var target in targets)
            {
                var own = runs[(target, connections)];
                var ratio = Median(own.Zip(runs[(targets[0], connections)], (run, bare) => run.RequestsPerSecond / bare.RequestsPerSecond));
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {target.Name} | {connections} | {Median(own.Select(run => run.RequestsPerSecond)):N0} | {ratio:F2} | {Median(own.Select(run => run.P50)):F2} | {Median(own.Select(run => run.P99)):F2} | {own.Sum(run => run.Failed)} | {target.ColdStart.TotalSeconds:F1} s |"));
            }
        }
    }

    /// <summary>A row as clients send them: values with a few decimals.</summary>
    private static string Row() =>
        $$"""{"data":[{{string.Join(',', Enumerable.Range(0, 784).Select(i => ((i * 37 % 1000) / 1000.0).ToString("0.000", CultureInfo.InvariantCulture)))}}]}""";

    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    internal static int Option(string[] options, string name, int otherwise)
    {
        var at = Array.IndexOf(options, name);
        return at >= 0 && at + 1 < options.Length ? int.Parse(options[at + 1], CultureInfo.InvariantCulture) : otherwise;
    }
}
