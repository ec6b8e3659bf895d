using System.Text.Json.Nodes;
using Dapper;
using InfernoOrleans.Tests.Nodes;
using Microsoft.Data.Sqlite;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>What processes are granted, and failed ones, over HTTP.</summary>
public sealed class ResourceTests : IAsyncLifetime
{
    private const string Network = """ "modelType":"feedforward","inputSize":2,"hiddenSizes":[4],"outputSize":3,"seed":1 """;

    private readonly TemporaryDirectory data = new();
    private EmbeddedNode node = null!;

    private HttpClient Client => node.Client;

    public async Task InitializeAsync() =>
        node = await EmbeddedNode.StartAsync(data.Path, "--Storage:CapacityBytes=3500000", "--Weights:MemoryBytes=3500000");

    public async Task DisposeAsync()
    {
        await node.DisposeAsync();
        data.Dispose();
    }

    [Theory]
    [InlineData("Memory")]
    [InlineData("Storage")]
    public async Task Deploy_OfMoreAtOnceThanFit_SucceedsExactlyAsOftenAsTheyDo(string type)
    {
        var statuses = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            using var answer = await Client.PostJsonAsync("/inferno/deploy/model", $$"""{"name":"n{{i}}",{{Network}},{{Granted(type, "1", "MB")}}}""");
            if (!answer.IsSuccessStatusCode)
            {
                Assert.Contains("free", Answers.CheckProblem(await answer.Content.ReadAsStringAsync(), 409), StringComparison.Ordinal);
            }

            return answer.IsSuccessStatusCode;
        }));
        Assert.Equal(3, statuses.Count(isDeployed => isDeployed));
        Assert.Equal(3, (await Client.GetAsync("/inferno/stats").ReadAsync())["runningProcesses"]!.GetValue<long>());
    }

    [Theory]
    [InlineData("Memory")]
    [InlineData("Storage")]
    public async Task Deploy_WithLessThanTheWeightsNeed_IsRefused(string type)
    {
        var detail = await Client.PostJsonAsync("/inferno/deploy/model", $$"""{"name":"small",{{Network}},{{Granted(type, "100", "B")}}}""").ProblemAsync(400, "resources");
        Assert.Matches("100 bytes .*[0-9,]{3,}\\.", detail);
    }

    [Fact]
    public async Task Bind_BeyondTheAgentsThatAreGranted_IsRefused()
    {
        var id = await Client.DeployAsync("for one agent", $"{Network},{Granted("Agent", "1", "agents")}");
        await BindAsync("synth-mirror-palm", id).TextAsync();
        await BindAsync("synth-mirror-palm", id).TextAsync();
        var detail = await BindAsync("perspective-1", id).ProblemAsync(409);
        Assert.Contains("granted 1", detail, StringComparison.Ordinal);
        Assert.Equal(
            """{"resourceType":"Agent","granted":1,"used":1,"unit":"agents"}""", (await UseAsync(id, "Agent")).ToJsonString());

        await Client.DeleteAsync("/civic-angel/agents/synth-mirror-palm/model").TextAsync();
        await BindAsync("perspective-1", id).TextAsync();
    }

    [Fact]
    public async Task Stats_OfADeploymentThatIsUsed_ShowWhatItUsesBesideWhatItWasGranted()
    {
        var id = await Client.DeployAsync(
            "used", $$"""{{Network}},"replicas":2,"resources":[{"resourceType":"Memory","amount":1,"unit":"MB"},{"resourceType":"Compute","amount":3}]""");
        for (var i = 0; i < 20; i++)
        {
            await Client.ExecuteAsync(id, "[1,2]");
        }

        var memory = await UseAsync(id, "Memory");
        Assert.Equal((2_000_000, "B"), (memory["granted"]!.GetValue<double>(), memory["unit"]!.GetValue<string>()));
        Assert.InRange(memory["used"]!.GetValue<double>(), 1, 2_000_000);
        var compute = await UseAsync(id, "Compute");
        Assert.Equal((3, "shares"), (compute["granted"]!.GetValue<double>(), compute["unit"]!.GetValue<string>()));
        Assert.True(compute["used"]!.GetValue<double>() > 0);
        Assert.True((await UseAsync(id, "Storage"))["used"]!.GetValue<double>() > 27 * sizeof(float));
    }

    [Fact]
    public async Task Execute_OnAFailedDeployment_SaysWhyAndWhatBecomesOfIt()
    {
        var id = await Client.DeployAsync("failed", Network);
        await FailAsync(id, restartAt: 4_000_000_000_000);
        var unavailable = await Client.PostJsonAsync($"/inferno/execute/{id}", """{"data":[1,2]}""").ProblemAsync(503);
        Assert.Contains("It broke.", unavailable, StringComparison.Ordinal);
        Assert.Contains("started again at", unavailable, StringComparison.Ordinal);
        await Client.PostJsonAsync("/inferno/execute/failed", """{"data":[1,2]}""").ProblemAsync(503);

        var given = await Client.DeployAsync("given up", Network);
        await FailAsync(given, restartAt: null);
        var conflict = await Client.PostJsonAsync($"/inferno/execute/{given}", """{"data":[1,2]}""").ProblemAsync(409);
        Assert.Contains("It broke.", conflict, StringComparison.Ordinal);
        var shown = await Client.GetAsync($"/inferno/deployments/{given}").ReadAsync();
        Assert.Equal(("Failed", "It broke.", 1), (shown["status"]!.GetValue<string>(), shown["failure"]!.GetValue<string>(), shown["failures"]!.GetValue<int>()));

        var started = await Client.PostAsync($"/inferno/deployments/{given}/start", null).ReadAsync();
        Assert.Equal(("Running", 0), (started["status"]!.GetValue<string>(), started["failures"]!.GetValue<int>()));
        await Client.ExecuteAsync(given, "[1,2]");
    }

    private static string Granted(string type, string amount, string unit) => $$""" "resources":[{"resourceType":"{{type}}","amount":{{amount}},"unit":"{{unit}}"}] """;

    private Task<HttpResponseMessage> BindAsync(string agent, string deployment) =>
        Client.SendAsync(Answers.Json(HttpMethod.Put, $"/civic-angel/agents/{agent}/model", $$"""{"deploymentId":"{{deployment}}"}"""));

    private async Task<JsonNode> UseAsync(string id, string type) =>
        (await Client.GetAsync($"/inferno/deployments/{id}/stats").ReadAsync())["resources"]!.AsArray().Single(use => use!["resourceType"]!.GetValue<string>() == type)!;

    /// <summary>No request can break a network: the row says that it has.</summary>
    private async Task FailAsync(string id, long? restartAt)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(data.Path, "work.db")}");
        await connection.OpenAsync();
        await connection.ExecuteAsync(
            """
            UPDATE deployments SET status = 'Failed', failures = 1, failure = 'It broke.', failed_at = 0, restart_at = @restartAt WHERE 'deploy-' || id = @id;
            DELETE FROM replicas WHERE 'deploy-' || deployment = @id
            """,
            new { id, restartAt });
    }
}
