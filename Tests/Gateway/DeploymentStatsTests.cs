using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

[Collection(LookingTests.Name)]
public sealed class DeploymentStatsTests(SharedNode node)
{
    private const string Network = """ "modelType":"feedforward","inputSize":2,"hiddenSizes":[4],"outputSize":3,"seed":1 """;

    [Fact]
    public async Task Stats_OfADeploymentThatNobodyUsed_HaveNoLatency()
    {
        var id = await node.Client.DeployAsync("unused", Network);
        var text = await node.Client.GetAsync($"/inferno/deployments/{id}/stats").TextAsync();
        var bytes = JsonNode.Parse(text)!["residentBytes"]!.GetValue<long>();
        var resources = JsonNode.Parse(text)!["resources"]!.ToJsonString();

        // The weights and biases at least.
        Assert.True(bytes >= ((2 * 4) + 4 + (4 * 3) + 3) * sizeof(float));
        Assert.Equal(
            $$"""{"requests":0,"errors":0,"latencyMs":null,"batches":[],"queueDepth":0,"residentBytes":{{bytes}},"resources":{{resources}}}""", text);
    }

    [Fact]
    public async Task Stats_AfterRequestsOneByOne_CountEachOfThemAndItsRows()
    {
        var id = await node.Client.DeployAsync("counted", Network);
        for (var request = 0; request < 3; request++)
        {
            await node.Client.ExecuteAsync(id, "[1,2]");
        }

        await node.Client.ExecuteAsync(id, "[1,2,3,4,5,6]");

        // A refusal by the gateway does not reach the deployment.
        await node.Client.PostJsonAsync($"/inferno/execute/{id}", """{"data":[1]}""").ProblemAsync(400, "data");
        var stats = await StatsAsync(id);
        Assert.Equal((4, 0), (stats["requests"]!.GetValue<long>(), stats["errors"]!.GetValue<long>()));
        Assert.Equal("""[{"maxRows":1,"count":3},{"maxRows":4,"count":1}]""", stats["batches"]!.ToJsonString());
        var latency = new[] { "p50", "p95", "p99" }.Select(name => stats["latencyMs"]![name]!.GetValue<double>()).ToArray();
        Assert.Equal(latency.Order(), latency);
        Assert.All(latency, milliseconds => Assert.InRange(milliseconds, 0.001, 120_000));
    }

    [Fact]
    public async Task Stats_AfterRequestsAtTheSameTime_CountEachOfThemOnce()
    {
        var id = await node.Client.DeployAsync("together", Network);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => node.Client.ExecuteAsync(id, "[1,2]")));

        var stats = await StatsAsync(id);
        Assert.Equal((50, 0), (stats["requests"]!.GetValue<long>(), stats["errors"]!.GetValue<long>()));
        Assert.InRange(stats["batches"]!.AsArray().Sum(size => size!["count"]!.GetValue<long>()), 1, 50);
    }

    [Fact]
    public async Task Stats_ByName_AreThoseOfTheNewestOfThatName()
    {
        var older = await node.Client.DeployAsync("namesake", Network);
        await node.Client.ExecuteAsync(older, "[1,2]");
        await node.Client.DeployAsync("namesake", Network);
        Assert.Equal(0, (await StatsAsync("namesake"))["requests"]!.GetValue<long>());
        Assert.Equal(1, (await StatsAsync(older))["requests"]!.GetValue<long>());
    }

    [Theory]
    [InlineData("deploy-999999")]
    [InlineData("nobody")]
    public async Task Stats_OfAnUnknownDeployment_AreNotFound(string idOrName) =>
        await node.Client.GetAsync($"/inferno/deployments/{idOrName}/stats").ProblemAsync(404);

    [Fact]
    public async Task Stats_OfATerminatedDeployment_AreNotFound()
    {
        var id = await node.Client.DeployAsync("ended", Network);
        await StatsAsync(id);
        await node.Client.DeleteAsync($"/inferno/deployments/{id}").TextAsync();
        await node.Client.GetAsync($"/inferno/deployments/{id}/stats").ProblemAsync(404);
    }

    private Task<JsonNode> StatsAsync(string idOrName) => node.Client.GetAsync($"/inferno/deployments/{idOrName}/stats").ReadAsync();
}
