using System.Diagnostics;
using System.Globalization;
using System.Net;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Reliability;

/// <summary>An open load of execute requests: one is sent every so often, whether those before it are answered or not.</summary>
public sealed class ExecuteLoad : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private readonly string deployment;
    private readonly IReadOnlyList<HttpClient> clients;
    private readonly string expected;
    private readonly CancellationTokenSource stopping = new();
    private readonly List<string> failures = [];
    private readonly List<double> milliseconds = [];
    private readonly Task running;
    private long lastFailureAt;
    private long firstFailureAt;
    private TimeSpan longestOutage;

    private ExecuteLoad(string deployment, IReadOnlyList<HttpClient> clients, string expected)
    {
        this.deployment = deployment;
        this.clients = clients;
        this.expected = expected;
        running = Task.Run(RunAsync);
    }

    /// <summary>What went wrong: a wrong answer, or none.</summary>
    public IReadOnlyList<string> Failures
    {
        get
        {
            lock (failures)
            {
                return [.. failures];
            }
        }
    }

    /// <summary>
    /// Begins to call a deployment through every gateway in turn. Right is what it answers first, through each of them: a gateway that has
    /// never had the route could not call it while the database is away.
    /// </summary>
    public static async Task<ExecuteLoad> StartAsync(string deployment, IReadOnlyList<HttpClient> clients)
    {
        var answers = await Task.WhenAll(clients.Select(client => client.PostJsonAsync($"/inferno/execute/{deployment}", Row(64)).ReadAsync()));
        var expected = Assert.Single(answers.Select(answer => answer.ToJsonString()).Distinct());
        return new ExecuteLoad(deployment, clients, expected);
    }

    /// <summary>A request for a network of that input size.</summary>
    public static string Row(int size) =>
        $$"""{"data":[{{string.Join(',', Enumerable.Range(0, size).Select(i => (i % 17 / 16f).ToString(CultureInfo.InvariantCulture)))}}]}""";

    /// <summary>Stops sending and waits for the answers.</summary>
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

    /// <summary>What the load has seen, for the log of the test.</summary>
    public override string ToString()
    {
        lock (failures)
        {
            if (milliseconds.Count == 0)
            {
                return $"{deployment}: none answered, {failures.Count} failed, such as {failures.FirstOrDefault()}";
            }

            var sorted = milliseconds.Order().ToArray();
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{deployment}: {sorted.Length} answered, {failures.Count} failed, longest outage {longestOutage.TotalSeconds:0.0} s, p50 {sorted[sorted.Length / 2]:0.0} ms, p99 {sorted[sorted.Length * 99 / 100]:0.0} ms, longest {sorted[^1]:0} ms{string.Concat(failures.Take(3).Select(failure => $"{Environment.NewLine}  {failure}"))}");
        }
    }

    private async Task RunAsync()
    {
        var pending = new List<Task>();
        using var clock = new PeriodicTimer(Pace);
        for (var i = 0; !stopping.IsCancellationRequested; i++)
        {
            pending.Add(ExecuteAsync(clients[i % clients.Count]));
            pending.RemoveAll(task => task.IsCompletedSuccessfully);
            await clock.WaitForNextTickAsync(CancellationToken.None);
        }

        await Task.WhenAll(pending);
    }

    private async Task ExecuteAsync(HttpClient client)
    {
        var sent = Stopwatch.GetTimestamp();
        var failure = await TryAsync(client);
        lock (failures)
        {
            if (failure is null)
            {
                milliseconds.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                return;
            }

            // Failures of one outage come close together.
            var now = Stopwatch.GetTimestamp();
            firstFailureAt = Stopwatch.GetElapsedTime(lastFailureAt, now) > TimeSpan.FromSeconds(1) ? sent : firstFailureAt;
            lastFailureAt = now;
            var outage = Stopwatch.GetElapsedTime(firstFailureAt, now);
            longestOutage = outage > longestOutage ? outage : longestOutage;
            failures.Add($"{DateTime.UtcNow:HH:mm:ss.fff} after {Stopwatch.GetElapsedTime(sent).TotalMilliseconds:0} ms: {failure}");
        }
    }

    private async Task<string?> TryAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.PostJsonAsync($"/inferno/execute/{deployment}", Row(64));
            var text = await answer.Content.ReadAsStringAsync();
            return answer.StatusCode == HttpStatusCode.OK && text == expected ? null : $"{(int)answer.StatusCode} {text}";
        }
        catch (Exception exception)
        {
            return exception.Message;
        }
    }
}
