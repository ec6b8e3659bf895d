using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using InfernoOrleans.Benchmarks.Execute;

namespace InfernoOrleans.Benchmarks.CivicAngel;

/// <summary>
/// How many activations a second are answered and remembered, with their latency, and whether all of it is there afterwards; then what a recall
/// costs where little and where much is remembered that does not match. The sender shares the processors.
/// </summary>
internal static class AngelScenario
{
    private const int Connections = 16;
    private const int Bound = 10_000;
    private const int Needles = 10;
    private const int Rounds = 5;
    private const int RecallsPerRound = 60;

    /// <summary>What one activation of <see cref="Everybody"/> leaves behind: two memories of each synthesizer, one of everyone else.</summary>
    private const int OfEverybody = (36 * 2) + 216 + 1;

    private static readonly string[] Roles = ["palm", "finger1", "finger2", "finger3", "finger4", "finger5"];

    private static readonly Kind[] Kinds =
    [
        new("default", i => $$"""{"description":"The bridge asks for the {{i}}th time."}""", [("synth-mirror-palm", 2), ("perspective-1", 1), ("perspective-42", 1)]),
        new("a hand", i => $$"""{"description":"A town with {{i}} doors.","gesture":"loom"}""", [.. Fingers("loom").Select(id => (id, 2))]),
        new("emergent", i => $$"""{"description":"Something emergent, {{i}}.","symbol":"sign-{{i}}"}""", [("emergent-1", 1)]),
    ];

    public static async Task<int> RunAsync(string[] options)
    {
        var activations = ExecuteScenario.Option(options, "--activations", 10_000);
        var much = ExecuteScenario.Option(options, "--memories", 1_000_000);
        var silos = ExecuteScenario.Option(options, "--silos", 3);
        var at = Array.IndexOf(options, "--target");
        bool[] targets = at < 0 ? [false, true] : [options[at + 1] == "postgres"];
        Console.WriteLine($"{activations:N0} activations from {Connections} connections; {Environment.ProcessorCount} cores, shared with the sender and the database.");
        Console.WriteLine("| target | activation | requests/s | p50 ms | p99 ms | failed | memories | recalled |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var isCluster in targets)
        {
            await using var target = await StartAsync(isCluster, silos);
            await ActivateAsync(target, activations);
        }

        Console.WriteLine();
        Console.WriteLine($"A recall of {Needles} memories, median of {Rounds * RecallsPerRound}, interleaved:");
        foreach (var isCluster in targets)
        {
            await RecallAsync(isCluster, silos, much);
        }

        return 0;
    }

    private static Task<Target> StartAsync(bool isCluster, int silos) =>
        isCluster ? Target.ClusterAsync(row: null, silos) : Target.EmbeddedAsync(row: null);

    private static async Task ActivateAsync(Target target, int count)
    {
        using var client = Client(target);
        var expected = new Dictionary<string, long>();
        await SendAsync(client, 500, i => """{"description":"warm","gesture":"song"}""");
        Expect(expected, [.. Fingers("song").Select(id => (id, 2))], 500);
        foreach (var kind in Kinds)
        {
            var started = Stopwatch.GetTimestamp();
            var (latencies, failed) = await SendAsync(client, count, kind.Body);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            Expect(expected, kind.Leaves, count);
            var total = (long)(await client.GetFromJsonAsync<JsonObject>("/civic-angel/info"))!["totalMemories"]!;
            var recalled = await RecallEachAsync(client, kind, count);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {target.Name} | {kind.Name} | {count / seconds:N0} | {At(latencies, 0.5):F1} | {At(latencies, 0.99):F1} | {failed} | {total:N0} of {expected.Values.Sum():N0} | {recalled} |"));
        }
    }

    /// <summary>Whether what the last activations left is recalled: by its own trigger where each has one, else all that the bound allows.</summary>
    private static async Task<string> RecallEachAsync(HttpClient client, Kind kind, int count)
    {
        if (kind.Leaves is not [("emergent-1", _)])
        {
            var trigger = kind.Name == "default" ? "palm" : "loom";
            var page = (await client.GetFromJsonAsync<JsonArray>($"/civic-angel/memories/{trigger}"))!;
            return $"{page.Count:N0} by {trigger}";
        }

        var found = 0;
        for (var i = count - Math.Min(count, 1_000); i < count; i++)
        {
            var memories = (await client.GetFromJsonAsync<JsonArray>($"/civic-angel/memories/sign-{i}"))!;
            found += memories.Any(memory => (string?)memory!["trigger"] == $"sign-{i}") ? 1 : 0;
        }

        return $"{found:N0} of {Math.Min(count, 1_000):N0} one by one";
    }

    private static async Task RecallAsync(bool isCluster, int silos, int much)
    {
        await using var small = await StartAsync(isCluster, silos);
        await using var large = await StartAsync(isCluster, silos);
        using var few = Client(small);
        using var many = Client(large);
        foreach (var (client, memories) in new[] { (few, 1_000), (many, much) })
        {
            await SendAsync(client, Needles, i => """{"description":"emergent","symbol":"needle"}""");
            await SendAsync(client, memories / OfEverybody, Everybody);
        }

        var times = new[] { new List<double>(), new List<double>() };
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var (client, place) in new[] { (few, 0), (many, 1) })
            {
                for (var i = 0; i < RecallsPerRound; i++)
                {
                    var started = Stopwatch.GetTimestamp();
                    var recalled = (await client.GetFromJsonAsync<JsonArray>("/civic-angel/memories/needle"))!.Count;
                    if (recalled != Needles)
                    {
                        throw new InvalidOperationException($"{recalled} memories were recalled, not {Needles}.");
                    }

                    if (round > 0)
                    {
                        times[place].Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                    }
                }
            }
        }

        var totals = await Task.WhenAll(new[] { few, many }.Select(async client => (long)(await client.GetFromJsonAsync<JsonObject>("/civic-angel/info"))!["totalMemories"]!));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{small.Name}: {At(times[0], 0.5):F2} ms among {totals[0]:N0}, {At(times[1], 0.5):F2} ms among {totals[1]:N0} ({At(times[1], 0.5) / At(times[0], 0.5):F2} ×)"));
    }

    private static string Everybody(int i) => $$"""{"description":"A long walk, {{i}} steps.","gesture":"mirror flame loom depth song silence","symbol":"emergence","depth":1}""";

    private static async Task<(List<double> Latencies, int Failed)> SendAsync(HttpClient client, int count, Func<int, string> body)
    {
        var next = -1;
        var failed = 0;
        var latencies = new List<double>[Connections];
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(connection => Task.Run(async () =>
        {
            var own = latencies[connection] = [];
            while (Interlocked.Increment(ref next) is var i && i < count)
            {
                var started = Stopwatch.GetTimestamp();
                using var content = new StringContent(body(i), null, "application/json");
                using var answer = await client.PostAsync("/civic-angel/activate", content);
                _ = await answer.Content.ReadAsByteArrayAsync();
                own.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                if (!answer.IsSuccessStatusCode)
                {
                    Interlocked.Increment(ref failed);
                }
            }
        })));
        return ([.. latencies.SelectMany(own => own)], failed);
    }

    private static void Expect(Dictionary<string, long> expected, IReadOnlyList<(string Agent, int Memories)> leaves, int count)
    {
        foreach (var (agent, memories) in leaves)
        {
            expected[agent] = Math.Min(Bound, expected.GetValueOrDefault(agent) + ((long)memories * count));
        }
    }

    private static HttpClient Client(Target target) => new(new SocketsHttpHandler { MaxConnectionsPerServer = Connections })
    {
        BaseAddress = target.Url,
        Timeout = TimeSpan.FromMinutes(1),
    };

    private static IEnumerable<string> Fingers(string hand) => Roles.Select(role => $"synth-{hand}-{role}");

    private static double At(List<double> values, double quantile) => values.Order().ElementAt((int)(quantile * (values.Count - 1)));

    /// <param name="Name">What it is.</param>
    /// <param name="Body">The request of a number.</param>
    /// <param name="Leaves">How many memories of which agent one leaves behind.</param>
    private sealed record Kind(string Name, Func<int, string> Body, IReadOnlyList<(string Agent, int Memories)> Leaves);
}
