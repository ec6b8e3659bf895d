using System.Globalization;
using System.Text.Json.Nodes;
using InfernoOrleans.Benchmarks.Execute;

namespace InfernoOrleans.Benchmarks.VirtualMachine;

/// <summary>How two deployments of one network share the processors that are granted different weights, both as busy as they can be.</summary>
internal static class SharesScenario
{
    private const int Senders = 8;

    public static async Task<int> RunAsync(string[] options)
    {
        var rounds = ExecuteScenario.Option(options, "--rounds", 3);
        var seconds = ExecuteScenario.Option(options, "--seconds", 5);
        await using var target = await Target.EmbeddedAsync(row: null);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 4 * Senders })
        {
            BaseAddress = target.Url,
            Timeout = TimeSpan.FromMinutes(1),
        };
        string[] ids = [await DeployAsync(client, weight: 1), await DeployAsync(client, weight: 3)];
        Console.WriteLine($"Two deployments of 64-4096-4096-10, {Senders} senders each with 16 rows a request, {seconds} s a round; {Environment.ProcessorCount} cores, shared with the senders.");
        Console.WriteLine("| round | weight 1: requests, processor ms | weight 3: requests, processor ms | share of processor time of weight 3 (entitled: 0.75) |");
        Console.WriteLine("|---|---|---|---|");
        for (var round = 0; round <= rounds; round++)
        {
            var before = await Task.WhenAll(ids.Select(id => UsedAsync(client, id)));
            using var end = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
            var sent = await Task.WhenAll(ids.Select(id => SendAsync(client, id, end.Token)));
            var after = await Task.WhenAll(ids.Select(id => UsedAsync(client, id)));
            double[] used = [after[0] - before[0], after[1] - before[1]];
            if (round > 0)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {round} | {sent[0]:N0}, {used[0]:N0} | {sent[1]:N0}, {used[1]:N0} | {used[1] / used.Sum():F3} |"));
            }
        }

        return 0;
    }

    private static async Task<string> DeployAsync(HttpClient client, int weight)
    {
        using var content = new StringContent(
            $$"""
            {"name":"weight-{{weight}}","modelType":"feedforward","inputSize":64,"hiddenSizes":[4096,4096],"outputSize":10,"seed":1,
             "resources":[{"resourceType":"Compute","amount":{{weight}},"unit":"shares"}]}
            """,
            null,
            "application/json");
        using var answer = await client.PostAsync("/inferno/deploy/model", content);
        answer.EnsureSuccessStatusCode();
        return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["deploymentId"]!;
    }

    /// <summary>Milliseconds of processor time.</summary>
    private static async Task<double> UsedAsync(HttpClient client, string id) =>
        (double)(await client.GetFromJsonAsync<JsonObject>($"/inferno/deployments/{id}/stats"))!["resources"]!.AsArray()
            .Single(resource => (string?)resource!["resourceType"] == "Compute")!["used"]!;

    private static async Task<int> SendAsync(HttpClient client, string id, CancellationToken end)
    {
        var body = $$"""{"data":[{{string.Join(',', Enumerable.Range(0, 16 * 64).Select(i => i % 10))}}]}""";
        var answered = 0;
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                using var content = new StringContent(body, null, "application/json");
                using var answer = await client.PostAsync($"/inferno/execute/{id}", content, CancellationToken.None);
                answer.EnsureSuccessStatusCode();
                Interlocked.Increment(ref answered);
            }
        })));
        return answered;
    }
}
