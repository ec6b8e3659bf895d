using System.Globalization;
using InfernoOrleans.Benchmarks.Execute;

namespace InfernoOrleans.Benchmarks.Overload;

/// <summary>What clients that send next to nothing, on as many connections as they can get, cost the others.</summary>
internal static class SlowScenario
{
    private const double Aim = 3;

    public static async Task<int> RunAsync(string[] options)
    {
        var (connections, rounds, seconds) = (
            ExecuteScenario.Option(options, "--connections", 500), ExecuteScenario.Option(options, "--rounds", 5), ExecuteScenario.Option(options, "--seconds", 8));
        var body = $$"""{"data":[{{string.Join(',', Enumerable.Range(0, 64).Select(i => (i % 17 / 16.0).ToString("0.000", CultureInfo.InvariantCulture)))}}]}""";
        await using var target = await Target.EmbeddedAsync(body, """ "inputSize":64,"hiddenSizes":[64,32] """, OwnProcessor.OfNode);
        await OwnProcessor.StayAsync();
        var request = Client.Request(target.Url, body);

        Console.WriteLine($"A client that executes without pause, alone and beside {connections} connections that send a byte a second; {seconds} s each; node and sender on a processor each.");
        Console.WriteLine("| round | alone: requests/s, p50, p99 ms | beside slow ones | ratio of p99 | failed | slow ones closed | resident MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        var ratios = new List<double>();
        var failed = 0;
        for (var round = 0; round <= rounds; round++)
        {
            var alone = await MeasureAsync(target.Url, request, seconds);
            var slow = new SlowClients(target.Url, request, connections);
            await Task.Delay(TimeSpan.FromSeconds(1));
            var beside = await MeasureAsync(target.Url, request, seconds);
            await slow.DisposeAsync();
            if (round == 0)
            {
                // The first round warms up.
                continue;
            }

            ratios.Add(beside.P99 / alone.P99);
            failed += alone.Failed + beside.Failed;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {round} | {Show(alone)} | {Show(beside)} | {ratios[^1]:F2} | {alone.Failed + beside.Failed} | {slow.Closed} | {target.ResidentBytes >> 20} |"));
        }

        var median = ExecuteScenario.Median(ratios);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Median ratio of p99 {median:F2}, the worst {ratios.Max():F2} (aimed at: {Aim})."));
        return median <= Aim && failed == 0 ? 0 : 1;
    }

    private static async Task<Figures> MeasureAsync(Uri url, byte[] request, int seconds)
    {
        var load = new Load(url, request);
        load.Want(1);
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        await load.EndAsync();
        return Figures.Of(load.Take(), seconds);
    }

    private static string Show(Figures figures) => string.Create(CultureInfo.InvariantCulture, $"{figures.Goodput:N0}, {figures.P50:F2}, {figures.P99:F2}");
}
