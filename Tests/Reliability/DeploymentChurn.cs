using System.Net;
using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Reliability;

/// <summary>Creates and deletes deployments through all gateways, and remembers what was confirmed.</summary>
public sealed class DeploymentChurn : IAsyncDisposable
{
    private const string Network = """ "modelType":"mlp","inputSize":8,"outputSize":3 """;

    private readonly IReadOnlyList<HttpClient> clients;
    private readonly CancellationTokenSource stopping = new();
    private readonly Dictionary<string, bool> lives = [];
    private readonly Task running;
    private int unknown;

    private DeploymentChurn(IReadOnlyList<HttpClient> clients)
    {
        this.clients = clients;
        running = Task.Run(RunAsync);
    }

    public static DeploymentChurn Start(IReadOnlyList<HttpClient> clients) => new(clients);

    /// <summary>Stops, and checks on every gateway that what was confirmed is so.</summary>
    /// <returns>What was seen, for the log of the test.</returns>
    public async Task<string> CheckAsync()
    {
        await stopping.CancelAsync();
        await running;
        foreach (var client in clients)
        {
            var listed = (await client.GetAsync("/inferno/deployments").ReadAsync()).AsArray()
                .Select(item => (string)item!["id"]!).ToHashSet(StringComparer.Ordinal);
            Assert.Empty(lives.Where(each => each.Value).Select(each => each.Key).Except(listed));
            Assert.Empty(lives.Where(each => !each.Value).Select(each => each.Key).Intersect(listed));
        }

        Assert.NotEmpty(lives);
        return $"{lives.Count} deployments confirmed, {lives.Count(each => !each.Value)} of them deleted; {unknown} requests without a confirmation";
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        for (var i = 0; !stopping.IsCancellationRequested; i++)
        {
            var client = clients[i % clients.Count];
            if (await TryAsync(() => client.PostJsonAsync("/inferno/deploy/model", $$"""{"name":"churn",{{Network}},"seed":{{i % 5}}}""")) is not { } deployed)
            {
                continue;
            }

            var id = (string)deployed["deploymentId"]!;
            lives.Add(id, true);
            if (i % 3 != 0)
            {
                // Through the other gateway. What is not confirmed may have happened or not.
                var isDeleted = await TryAsync(() => clients[(i + 1) % clients.Count].DeleteAsync($"/inferno/deployments/{id}")) is not null;
                if (isDeleted)
                {
                    lives[id] = false;
                }
                else
                {
                    lives.Remove(id);
                }
            }
        }
    }

    private async Task<JsonNode?> TryAsync(Func<Task<HttpResponseMessage>> send)
    {
        try
        {
            using var answer = await send();
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                return JsonNode.Parse(await answer.Content.ReadAsStringAsync());
            }
        }
        catch (HttpRequestException)
        {
            // Not confirmed.
        }

        unknown++;
        await Task.Delay(100);
        return null;
    }
}
