using System.Globalization;
using InfernoOrleans.Benchmarks.Execute;

namespace InfernoOrleans.Benchmarks.Overload;

/// <summary>
/// A node that is asked for ever more than it can do: what it still answers in time, what memory it takes, and how soon it is its old self when
/// the rush is over.
/// </summary>
internal static class OverloadScenario
{
    private const int Few = 16;
    private const int Many = 512;
    private const int WarmUpSeconds = 20;
    private const int StepSeconds = 5;
    private const int RecoverySeconds = 12;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(string[] options)
    {
        var (rows, seconds) = (ExecuteScenario.Option(options, "--rows", 1), ExecuteScenario.Option(options, "--seconds", 60));
        var (body, network) = rows == 1
            ? (Body(64), """ "inputSize":64,"hiddenSizes":[64,32] """)
            : (Body(784 * rows), """ "inputSize":784,"hiddenSizes":[128,64] """);
        await using var target = await Target.EmbeddedAsync(body, network, OwnProcessor.OfNode);
        await OwnProcessor.StayAsync();
        var load = new Load(target.Url, Client.Request(target.Url, body));
        load.Want(Few);
        await Task.Delay(TimeSpan.FromSeconds(WarmUpSeconds));
        load.Take();

        Console.WriteLine($"Body {body.Length:N0} bytes; node and sender on a processor each.");
        Console.WriteLine("| connections | answered in time/s | p50 ms | p99 ms | 503/s | failed | resident MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        var steps = new List<Figures>();
        var usual = new List<Figures>();
        for (var connections = Few; connections <= Many; connections *= 2)
        {
            load.Want(connections);
            var each = await WatchAsync(load, target, connections == Many ? seconds : StepSeconds, connections);
            steps.Add(each.All);
            usual = connections == Few ? each.Seconds : usual;
        }

        load.Want(Few);
        var after = await WatchAsync(load, target, RecoverySeconds, Few);
        await load.EndAsync();

        var share = steps[^1].Goodput / steps.Max(step => step.Goodput);
        var recovered = Recovered(usual, after.Seconds);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"With {Many} connections {share:F2} of the most that was answered in time (aimed at: 0.80); with {Few} again as before after {recovered?.ToString(CultureInfo.InvariantCulture) ?? "more than " + RecoverySeconds} s (5)."));
        return share >= 0.8 && recovered <= 5 ? 0 : 1;
    }

    private static async Task<(Figures All, List<Figures> Seconds)> WatchAsync(Load load, Target target, int seconds, int connections)
    {
        var all = new List<Load.Answer>();
        var each = new List<Figures>();
        var resident = new List<long>();
        using var timer = new PeriodicTimer(Second);
        load.Take();
        while (each.Count < seconds && await timer.WaitForNextTickAsync())
        {
            var taken = load.Take();
            all.AddRange(taken);
            each.Add(Figures.Of(taken, 1));
            resident.Add(target.ResidentBytes >> 20);
        }

        var figures = Figures.Of(all, seconds);
        var memory = resident.Where((_, i) => i % 10 == 0 || i == resident.Count - 1).ToArray();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {connections} | {figures.Goodput:N0} | {figures.P50:F1} | {figures.P99:F1} | {figures.Refused:N0} | {figures.Failed} | {string.Join(", ", memory)} |"));
        return (figures, each);
    }

    /// <summary>After how many seconds it was as before for the first time, in what the worst second was like before; null for never.</summary>
    private static int? Recovered(List<Figures> before, List<Figures> after)
    {
        var goodput = before.Min(second => second.Goodput) * 0.9;
        var p99 = before.Max(second => second.P99) * 1.1;
        var found = after.FindIndex(second => second.Goodput >= goodput && second.P99 <= p99 && second.Failed == 0);
        return found < 0 ? null : found + 1;
    }

    private static string Body(int numbers) =>
        $$"""{"data":[{{string.Join(',', Enumerable.Range(0, numbers).Select(i => ((i * 37 % 1000) / 1000.0).ToString("0.000", CultureInfo.InvariantCulture)))}}]}""";
}
