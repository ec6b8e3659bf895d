using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using InfernoOrleans.Benchmarks.Execute;
using InfernoOrleans.Grains.Compute;
using InfernoOrleans.Grains.Compute.Work;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Benchmarks.Tasks;

/// <summary>
/// How many tasks a second are accepted, durably, and how many are completed, depending on how many wait: a queue is filled while its nodes
/// are drained, and then run. The sender shares the processors.
/// </summary>
internal static class TaskScenario
{
    private const int Batch = 100;
    private const int Senders = 4;

    /// <summary>Pairs of steps of the longer kind of task.</summary>
    private const int Steps = 30;

    /// <summary>So many tasks are timed, at the end of filling and at the beginning of running.</summary>
    private const int Timed = 10_000;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    public static async Task<int> RunAsync(string[] options)
    {
        int[] lengths = [.. Text(options, "--queued", "1000,100000,1000000").Split(',').Select(length => int.Parse(length, CultureInfo.InvariantCulture))];
        Console.WriteLine($"Batches of {Batch} from {Senders} connections; {Environment.ProcessorCount} cores, shared with the sender and the database.");
        var (longer, milliseconds) = OfAMillisecond();
        Console.WriteLine("| target | task | waiting | accepted/s | completed/s | ms of a core for each, beside its own work | resident MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var name in Text(options, "--target", "embedded,postgres").Split(','))
        {
            foreach (var kind in new[] { new Kind("3 numbers doubled", Doubled(), 0, int.MaxValue), new Kind($"{milliseconds:F2} ms of sorting", longer, milliseconds, 10_000) })
            {
                foreach (var length in lengths.Where(length => length <= kind.Most))
                {
                    await using var target = name == "embedded"
                        ? await Target.EmbeddedAsync(row: null)
                        : await Target.ClusterAsync(row: null, ExecuteScenario.Option(options, "--silos", 1));
                    await MeasureAsync(target, kind, length);
                }
            }
        }

        return 0;
    }

    private static async Task MeasureAsync(Target target, Kind kind, int length)
    {
        using var client = new HttpClient { BaseAddress = target.Url, Timeout = TimeSpan.FromMinutes(2) };

        // Compiled code and warm caches.
        await SubmitAsync(client, kind.Body, 2_000);
        await UntilAsync(client, completed: 2_000);

        foreach (var node in (await client.GetFromJsonAsync<JsonArray>("/inferno/compute/nodes"))!)
        {
            using var drained = await client.PostAsync($"/inferno/compute/nodes/{node!["id"]}/drain", null);
            drained.EnsureSuccessStatusCode();
        }

        var timed = Math.Min(length, Timed);
        await SubmitAsync(client, kind.Body, length - timed);
        var accepting = Stopwatch.StartNew();
        await SubmitAsync(client, kind.Body, timed);
        var accepted = timed / accepting.Elapsed.TotalSeconds;
        var resident = (await client.GetFromJsonAsync<JsonArray>("/inferno/cluster"))!.Sum(silo => (long)silo!["rssBytes"]!) / 1e6;

        foreach (var node in (await client.GetFromJsonAsync<JsonArray>("/inferno/compute/nodes"))!)
        {
            using var activated = await client.PostAsync($"/inferno/compute/nodes/{node!["id"]}/activate", null);
            activated.EnsureSuccessStatusCode();
        }

        var running = Stopwatch.StartNew();
        var done = await UntilAsync(client, 2_000 + timed) - 2_000;
        var seconds = running.Elapsed.TotalSeconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {target.Name} | {kind.Name} | {length:N0} | {accepted:N0} | {done / seconds:N0} | {(Environment.ProcessorCount * 1_000 * seconds / done) - kind.Milliseconds:F2} | {resident:N0} |"));
    }

    private static async Task SubmitAsync(HttpClient client, string body, int count)
    {
        var batch = Encoding.UTF8.GetBytes($$"""{"tasks":[{{string.Join(',', Enumerable.Repeat(body, Batch))}}]}""");
        var left = count / Batch;
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using var content = new ByteArrayContent(batch) { Headers = { ContentType = new("application/json") } };
                using var answer = await client.PostAsync("/inferno/compute/tasks/batch", content);
                answer.EnsureSuccessStatusCode();
            }
        })));
    }

    private static async Task<long> UntilAsync(HttpClient client, long completed)
    {
        while (true)
        {
            var stats = (await client.GetFromJsonAsync<JsonObject>("/inferno/compute/stats"))!;
            if ((long)stats["completedTasks"]! >= completed)
            {
                return (long)stats["completedTasks"]!;
            }

            if ((long)stats["failedTasks"]! > 0)
            {
                throw new InvalidOperationException($"Tasks failed: {stats.ToJsonString()}");
            }

            await Task.Delay(Poll);
        }
    }

    private static string Doubled() => """{"taskType":"data","data":[1,2,3]}""";

    /// <summary>A task that takes one thread about a millisecond, measured here.</summary>
    private static (string Body, double Milliseconds) OfAMillisecond()
    {
        var (best, taken) = (0, 0.0);
        for (var count = 100; count <= 3_200 && taken < 1; count = count * 5 / 4)
        {
            (best, taken) = (count, Enumerable.Range(0, 15).Select(_ => Milliseconds(count)).Order().ElementAt(7));
        }

        var steps = string.Join(',', Enumerable.Repeat("""{"op":"sort"},{"op":"scale","factor":-1}""", Steps));
        return ($$"""{"taskType":"data","data":[{{string.Join(',', Numbers(best))}}],"operations":[{{steps}}]}""", taken);
    }

    private static double Milliseconds(int count)
    {
        var work = new TaskWork(
            "data",
            MemoryMarshal.AsBytes<float>([.. Numbers(count).Select(number => (float)number)]).ToArray(),
            Operations: [.. Enumerable.Repeat<DataStep[]>([new DataStep("sort"), new DataStep("scale", Factor: -1)], Steps).SelectMany(pair => pair)]);
        var plan = ComputePlan.For(work, new TaskOptions().Limits, string.Empty);
        var begun = Stopwatch.GetTimestamp();
        using var computation = plan.Start(work, MemoryLedger.Unlimited);
        while (computation.RunSlice())
        {
        }

        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    private static IEnumerable<int> Numbers(int count) => Enumerable.Range(0, count).Select(i => i * 7_919 % count);

    private static string Text(string[] options, string name, string otherwise)
    {
        var at = Array.IndexOf(options, name);
        return at >= 0 && at + 1 < options.Length ? options[at + 1] : otherwise;
    }

    /// <param name="Name">What it is.</param>
    /// <param name="Body">A task of the kind.</param>
    /// <param name="Milliseconds">What it takes one thread.</param>
    /// <param name="Most">The most of them that are queued.</param>
    private sealed record Kind(string Name, string Body, double Milliseconds, int Most);
}
