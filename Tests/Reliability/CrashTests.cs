using System.Globalization;
using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Reliability;

/// <summary>What a real <c>kill -9</c> of the embedded node leaves behind.</summary>
public sealed class CrashTests : IDisposable
{
    private const string Row = """{"data":[0.1,-0.2,0.3,-0.4,0.5,-0.6,0.7,-0.8]}""";

    private readonly TemporaryDirectory data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task Kill_ThenStartAgain_BringsBackTheSameDeploymentsIdsAndAnswers()
    {
        string deployments, models;
        var answers = new Dictionary<string, string>();
        await using (var node = await EmbeddedNode.StartAsync(data.Path))
        {
            await ImportDigitsAsync(node);
            await DeployAsync(node, """{"name":"digits","modelId":"digits"}""");
            await DeployAsync(node, Network("random"));
            await DeployAsync(node, Network("seeded", seed: 7));
            await DeployAsync(node, Network("gone"));
            await node.Client.DeleteAsync("/inferno/deployments/deploy-4").ReadAsync();
            foreach (var id in new[] { "deploy-2", "deploy-3" })
            {
                answers[id] = await ExecuteAsync(node, id);
            }

            deployments = await node.Client.GetStringAsync("/inferno/deployments");
            models = await node.Client.GetStringAsync("/inferno/models");
            await node.Process.KillAsync();
        }

        await using (var node = await EmbeddedNode.StartAsync(data.Path))
        {
            Assert.Equal(deployments, await node.Client.GetStringAsync("/inferno/deployments"));
            Assert.Equal(models, await node.Client.GetStringAsync("/inferno/models"));
            foreach (var (id, answer) in answers)
            {
                Assert.Equal(answer, await ExecuteAsync(node, id));
            }

            Assert.Equal("deploy-5", await DeployAsync(node, Network("next")));
        }
    }

    [Fact]
    public async Task Kill_WhileDeploying_LosesNothingThatWasConfirmed()
    {
        var confirmed = new List<string>();
        await using (var node = await EmbeddedNode.StartAsync(data.Path))
        {
            var loops = Enumerable.Range(0, 4).Select(loop => Task.Run(async () =>
            {
                try
                {
                    for (var i = 0; ; i++)
                    {
                        var id = await DeployAsync(node, Network($"d-{loop}-{i}"));
                        lock (confirmed)
                        {
                            confirmed.Add(id);
                            if (confirmed.Count == 60)
                            {
                                _ = node.Process.KillAsync();
                            }
                        }
                    }
                }
                catch (HttpRequestException)
                {
                    // The node is gone: what it had not confirmed may or may not be there.
                }
            })).ToArray();
            await Task.WhenAll(loops);
        }

        await using (var node = await EmbeddedNode.StartAsync(data.Path))
        {
            var list = await node.Client.GetAsync("/inferno/deployments").ReadAsync();
            var found = list.AsArray().Select(item => (string)item!["id"]!).ToArray();
            Assert.Empty(confirmed.Except(found));
            Assert.Equal(found.Length, found.Distinct().Count());

            // Ids have no gaps: what was not confirmed but happened is there as well.
            Assert.Equal(Enumerable.Range(1, found.Length).Select(n => string.Create(CultureInfo.InvariantCulture, $"deploy-{n}")), found);
            foreach (var id in found)
            {
                await ExecuteAsync(node, id);
            }
        }
    }

    private static string Network(string name, int? seed = null) =>
        $$"""{"name":"{{name}}","modelType":"mlp","inputSize":8,"outputSize":3{{(seed is null ? "" : $",\"seed\":{seed}")}}}""";

    private static async Task<string> DeployAsync(EmbeddedNode node, string body) =>
        (string)(await node.Client.PostJsonAsync("/inferno/deploy/model", body).ReadAsync())["deploymentId"]!;

    private static async Task<string> ExecuteAsync(EmbeddedNode node, string id) =>
        (await node.Client.PostJsonAsync($"/inferno/execute/{id}", Row).ReadAsync()).ToJsonString();

    private static async Task<JsonNode> ImportDigitsAsync(EmbeddedNode node)
    {
        using var file = new ByteArrayContent(
            await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "samples", "digits", "digits-mlp.safetensors")));
        file.Headers.ContentType = new("application/octet-stream");
        return await node.Client.PostAsync("/inferno/models?name=digits", file).ReadAsync();
    }
}
