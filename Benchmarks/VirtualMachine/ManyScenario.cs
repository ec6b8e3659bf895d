using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using InfernoOrleans.Benchmarks.Execute;

namespace InfernoOrleans.Benchmarks.VirtualMachine;

/// <summary>What a deployment costs where there are few and where there are many, and what it then takes to find one's way among them.</summary>
internal static class ManyScenario
{
    private const int Connections = 8;
    private const int Repetitions = 60;

    public static async Task<int> RunAsync(string[] options)
    {
        var at = Array.IndexOf(options, "--deployments");
        var stages = (at < 0 ? "10,100,1000,10000" : options[at + 1]).Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        await using var target = await Target.EmbeddedAsync(row: null);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections })
        {
            BaseAddress = target.Url,
            Timeout = TimeSpan.FromMinutes(2),
        };
        await ImportAsync(client);

        // What the first deployment and the first of each request need of code is not a cost of deployments.
        await DeployAsync(client, 1);
        await LookAsync(client, 1, repetitions: 10);
        var (before, count) = (target.ResidentBytes, 1);

        Console.WriteLine($"One model (digits, 64-64-32-10), deployed again and again from {Connections} connections; {Environment.ProcessorCount} cores, shared with the sender.");
        Console.WriteLine("| deployments | deployed/s | resident kB each | stats | page of 100 | all | ls, 100 | ls, all | cat status | its stats | execute |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var stage in stages)
        {
            var started = Stopwatch.GetTimestamp();
            var added = stage - count;
            await DeployAsync(client, added);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            count = stage;
            var times = await LookAsync(client, count, Repetitions);
            var each = (target.ResidentBytes - before) / 1024.0 / (count - 1);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {count:N0} | {added / seconds:N0} | {each:N0} | {string.Join(" | ", times.Select(time => $"{time:F1} ms"))} |"));
        }

        return 0;
    }

    private static async Task ImportAsync(HttpClient client)
    {
        // …/artifacts/bin/Benchmarks/release/ → …/samples/digits/
        await using var file = File.OpenRead(Path.GetFullPath(Path.Combine(
            AppContext.BaseDirectory, "..", "..", "..", "..", "samples", "digits", "digits-mlp.safetensors")));
        using var content = new StreamContent(file);
        content.Headers.ContentType = new("application/octet-stream");
        using var answer = await client.PostAsync("/inferno/models?name=digits", content);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task DeployAsync(HttpClient client, int count)
    {
        var left = count;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using var content = new StringContent("""{"name":"one-of-many","modelId":"digits"}""", null, "application/json");
                using var answer = await client.PostAsync("/inferno/deploy/model", content);
                answer.EnsureSuccessStatusCode();
            }
        })));
    }

    /// <summary>The median time of each request; those that read everything are sent a few times only.</summary>
    private static async Task<IReadOnlyList<double>> LookAsync(HttpClient client, int count, int repetitions)
    {
        var few = Math.Max(3, repetitions / 20);
        var row = $$"""{"data":[{{string.Join(',', Enumerable.Range(0, 64).Select(i => (i % 10) / 10.0).Select(x => x.ToString(CultureInfo.InvariantCulture)))}}]}""";
        string Any(int i) => $"deploy-{1 + (i * 7919 % count)}";
        return
        [
            await MedianAsync(repetitions, _ => GetAsync(client, "/inferno/stats")),
            await MedianAsync(repetitions, _ => GetAsync(client, "/inferno/deployments?limit=100")),
            await MedianAsync(few, async _ => Require(await CountAsync(client, "/inferno/deployments"), count)),
            await MedianAsync(repetitions, _ => GetAsync(client, "/inferno/ns/models?limit=100")),
            // All ids, and the name that they share.
            await MedianAsync(few, async _ => Require(await CountPagesAsync(client, "/inferno/ns/models?limit=1000"), count + 1)),
            await MedianAsync(repetitions, i => GetAsync(client, $"/inferno/ns/models/{Any(i)}/status")),
            await MedianAsync(repetitions, i => GetAsync(client, $"/inferno/deployments/{Any(i)}/stats")),
            await MedianAsync(repetitions, async i =>
            {
                using var content = new StringContent(row, null, "application/json");
                using var answer = await client.PostAsync($"/inferno/execute/{Any(i)}", content);
                answer.EnsureSuccessStatusCode();
            }),
        ];
    }

    private static async Task<double> MedianAsync(int repetitions, Func<int, Task> request)
    {
        var times = new double[repetitions];
        for (var i = 0; i < repetitions; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await request(i);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        return ExecuteScenario.Median(times);
    }

    private static async Task GetAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        answer.EnsureSuccessStatusCode();
        _ = await answer.Content.ReadAsByteArrayAsync();
    }

    private static async Task<int> CountAsync(HttpClient client, string path) => (await client.GetFromJsonAsync<JsonArray>(path))!.Count;

    private static async Task<int> CountPagesAsync(HttpClient client, string? path)
    {
        var count = 0;
        while (path is not null)
        {
            using var answer = await client.GetAsync(path);
            answer.EnsureSuccessStatusCode();
            count += (await answer.Content.ReadFromJsonAsync<JsonArray>())!.Count;
            path = answer.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;
        }

        return count;
    }

    private static void Require(int found, int expected)
    {
        if (found != expected)
        {
            throw new InvalidOperationException($"{found} were listed, not {expected}.");
        }
    }
}
