using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;
using Xunit.Abstractions;

namespace InfernoOrleans.Tests.Reliability;

/// <summary>
/// Submits tasks whose answers are known, in batches, one after another through each gateway. A batch whose answer is lost is sent again
/// with its key, until it is confirmed.
/// </summary>
public sealed class TaskLoad : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(150);

    private readonly CancellationTokenSource stopping = new();
    private readonly Lock guard = new();
    private readonly Dictionary<string, float[]> accepted = [];
    private readonly Task running;
    private readonly string? deployment;
    private readonly int earlier;
    private readonly bool retries;

    private TaskLoad(IReadOnlyList<HttpClient> clients, string? deployment, int earlier, bool retries)
    {
        this.deployment = deployment;
        this.earlier = earlier;
        this.retries = retries;
        running = Task.WhenAll(clients.Select((client, number) => Task.Run(() => SubmitAsync(client, new Random(number)))));
    }

    /// <summary>How many tasks were accepted.</summary>
    public int Accepted
    {
        get
        {
            lock (guard)
            {
                return accepted.Count;
            }
        }
    }

    /// <summary>How many tasks may have been accepted though nobody was told.</summary>
    public int Unconfirmed { get; private set; }

    /// <summary>Begins to submit.</summary>
    /// <param name="clients">The gateways.</param>
    /// <param name="deployment">A deployment of the digits; where it is named, there are inference tasks among the others.</param>
    /// <param name="retries">Whether a batch is sent again; otherwise the load ends with the first that is not answered.</param>
    public static async Task<TaskLoad> StartAsync(IReadOnlyList<HttpClient> clients, string? deployment = null, bool retries = true) =>
        new(clients, deployment, (int)(await clients[0].GetAsync("/inferno/compute/stats").ReadAsync())["totalTasks"]!, retries);

    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stopping.Dispose();
    }

    /// <summary>Stops, waits for every task, and checks that each has ended once and with the right result.</summary>
    public async Task AssertAllEndedAsync(HttpClient client, ITestOutputHelper output)
    {
        await StopAsync();
        var waiting = Stopwatch.StartNew();
        var wrong = await CheckAsync(client);
        var stats = await client.GetAsync("/inferno/compute/stats").ReadAsync();
        output.WriteLine($"{Accepted} tasks accepted, all ended {waiting.Elapsed.TotalSeconds:0.0} s after the last; {wrong.Count} wrong; {stats.ToJsonString()}");
        Assert.Empty(wrong);

        // Each is counted when its result is recorded: none was recorded twice.
        Assert.Equal(0, (int)stats["failedTasks"]!);
        Assert.Equal((int)stats["totalTasks"]!, (int)stats["completedTasks"]!);
        Assert.InRange((int)stats["totalTasks"]! - earlier, Accepted, Accepted + Unconfirmed);
        Assert.True(Accepted > 0);
    }

    /// <summary>Waits for every accepted task and compares its result. Inference is compared by its kind only: ten shares.</summary>
    /// <returns>What is wrong.</returns>
    private async Task<IReadOnlyList<string>> CheckAsync(HttpClient client)
    {
        using var over = new CancellationTokenSource(Patience);
        var wrong = new List<string>();
        foreach (var (id, expected) in accepted)
        {
            var task = await EndAsync(client, id, over.Token);
            var result = task["resultData"]?.AsArray().Select(number => (float)number!).ToArray();
            var isRight = expected.Length > 0 ? result?.SequenceEqual(expected) == true : result is { Length: 10 } && Math.Abs(result.Sum() - 1) < 1e-3;
            if (!isRight)
            {
                wrong.Add(task.ToJsonString());
            }
        }

        return wrong;
    }

    private static async Task<JsonNode> EndAsync(HttpClient client, string id, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync($"/inferno/compute/tasks/{id}?wait=20", cancellationToken);
                var body = await answer.Content.ReadAsStringAsync(cancellationToken);
                if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound)
                {
                    return JsonNode.Parse(body)!;
                }
            }
            catch (HttpRequestException)
            {
                // Asked again.
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task SubmitAsync(HttpClient client, Random random)
    {
        while (!stopping.IsCancellationRequested)
        {
            (string Body, float[] Expected)[] batch = [Doubled(random), Product(random), Sorted(random), .. Inference()];
            if (await ConfirmAsync(client, $$"""{"tasks":[{{string.Join(',', batch.Select(task => task.Body))}}]}""") is not { } ids)
            {
                Unconfirmed += batch.Length;
                return;
            }

            lock (guard)
            {
                for (var i = 0; i < ids.Length; i++)
                {
                    accepted.Add(ids[i], batch[i].Expected);
                }
            }

            await Task.WhenAny(Task.Delay(Pace), Task.Delay(Timeout.Infinite, stopping.Token));
        }
    }

    private async Task<string[]?> ConfirmAsync(HttpClient client, string body)
    {
        var key = Guid.NewGuid().ToString();
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/inferno/compute/tasks/batch");
                request.Headers.Add("Idempotency-Key", key);
                request.Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
                using var answer = await client.SendAsync(request);
                var text = await answer.Content.ReadAsStringAsync();
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return [.. JsonNode.Parse(text)!["taskIds"]!.AsArray().Select(id => (string)id!)];
                }

                Assert.True((int)answer.StatusCode is 503 or 504 or 409, text);
            }
            catch (HttpRequestException)
            {
                if (!retries)
                {
                    return null;
                }
            }

            await Task.Delay(100);
        }
    }

    private static (string Body, float[] Expected) Doubled(Random random)
    {
        int[] numbers = [.. Enumerable.Range(0, 5).Select(_ => random.Next(1_000))];
        return ($$"""{"taskType":"data","data":[{{string.Join(',', numbers)}}]}""", [.. numbers.Select(number => 2f * number)]);
    }

    private static (string Body, float[] Expected) Product(Random random)
    {
        int[] a = [.. Enumerable.Range(0, 6).Select(_ => random.Next(100))];
        int[] b = [.. Enumerable.Range(0, 6).Select(_ => random.Next(100))];
        float[] expected = [.. Enumerable.Range(0, 4).Select(i => (float)Enumerable.Range(0, 3).Sum(k => a[(i / 2 * 3) + k] * b[(k * 2) + (i % 2)]))];
        return (
            $$"""{"taskType":"tensor","operation":"matmul","tensors":[{"shape":[2,3],"data":[{{string.Join(',', a)}}]},{"shape":[3,2],"data":[{{string.Join(',', b)}}]}]}""",
            expected);
    }

    /// <summary>Takes a tenth of a second or so: there is always one that a silo dies over.</summary>
    private static (string Body, float[] Expected) Sorted(Random random)
    {
        int[] numbers = [.. Enumerable.Range(0, 20_000).Select(_ => random.Next(10_000))];
        var steps = string.Join(',', Enumerable.Repeat("""{"op":"sort"},{"op":"scale","factor":-1}""", 30));
        float[] expected = [.. numbers.Select(number => (float)number).Order()];
        return ($$"""{"taskType":"data","data":[{{string.Join(',', numbers)}}],"operations":[{{steps}},"sort"],"maxAttempts":10}""", expected);
    }

    private IEnumerable<(string Body, float[] Expected)> Inference() => deployment is null
        ? []
        : [($$"""{"taskType":"inference","modelId":"{{deployment}}",{{ExecuteLoad.Row(64)[1..]}}""", [])];
}
