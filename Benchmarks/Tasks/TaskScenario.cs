using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using InfernoOrleans.Benchmarks.Execute;

namespace InfernoOrleans.Benchmarks.Tasks;

/// <summary>
/// How many tasks a second are accepted, durably, and how many are completed, depending on how many wait: a queue is filled while its nodes
/// are drained, and then run. The sender shares the processors.
/// </summary>
internal static class TaskScenario
{
    private const int Batch = 100;
    private const int Senders = 4;

    /// <summary>So many tasks are timed, at the end of filling and at the beginning of running.</summary>
    private const int Timed = 10_000;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    public static async Task<int> RunAsync(string[] options)
    {
        int[] lengths = [.. Text(options, "--queued", "1000,100000,1000000").Split(',').Select(length => int.Parse(length, CultureInfo.InvariantCulture))];
        Console.WriteLine($"Batches of {Batch} from {Senders} connections; {Environment.ProcessorCount} cores, shared with the sender and the database.");
        Console.WriteLine("| target | task | waiting | accepted/s | completed/s | cores · ms a task | resident MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var name in Text(options, "--target", "embedded,postgres").Split(','))
        {
            foreach (var (task, body, most) in new[] { ("3 numbers doubled", Doubled(), int.MaxValue), ("1 ms", Sorted(), 10_000) })
            {
                foreach (var length in lengths.Where(length => length <= most))
                {
                    await using var target = name == "embedded"
                        ? await Target.EmbeddedAsync(row: null)
                        : await Target.ClusterAsync(row: null, ExecuteScenario.Option(options, "--silos", 1));
                    await MeasureAsync(target, task, body, length);
                }
            }
        }

        return 0;
    }

    private static async Task MeasureAsync(Target target, string task, string body, int length)
    {
        using var client = new HttpClient { BaseAddress = target.Url, Timeout = TimeSpan.FromMinutes(2) };

        // Compiled code and warm caches.
        await SubmitAsync(client, body, 2_000);
        await UntilAsync(client, completed: 2_000);

        foreach (var node in (await client.GetFromJsonAsync<JsonArray>("/inferno/compute/nodes"))!)
        {
            using var drained = await client.PostAsync($"/inferno/compute/nodes/{node!["id"]}/drain", null);
            drained.EnsureSuccessStatusCode();
        }

        var timed = Math.Min(length, Timed);
        await SubmitAsync(client, body, length - timed);
        var accepting = Stopwatch.StartNew();
        await SubmitAsync(client, body, timed);
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
            $"| {target.Name} | {task} | {length:N0} | {accepted:N0} | {done / seconds:N0} | {Environment.ProcessorCount * 1_000 * seconds / done:F2} | {resident:N0} |"));
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

    /// <summary>About a millisecond of one thread, for 1,500 numbers.</summary>
    private static string Sorted()
    {
        var numbers = string.Join(',', Enumerable.Range(0, 1_500).Select(i => i * 7_919 % 1_500));
        var steps = string.Join(',', Enumerable.Repeat("""{"op":"sort"},{"op":"scale","factor":-1}""", 30));
        return $$"""{"taskType":"data","data":[{{numbers}}],"operations":[{{steps}}]}""";
    }

    private static string Text(string[] options, string name, string otherwise)
    {
        var at = Array.IndexOf(options, name);
        return at >= 0 && at + 1 < options.Length ? options[at + 1] : otherwise;
    }
}
