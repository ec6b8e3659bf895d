using System.Text.Json.Nodes;
using Dapper;
using InfernoOrleans.Tests.Nodes;
using Microsoft.Data.Sqlite;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Numbers of replicas and revisions over HTTP.</summary>
[Collection(LookingTests.Name)]
public sealed class ReplicaTests(SharedNode node)
{
    private const string Network = """ "modelType":"feedforward","inputSize":2,"hiddenSizes":[4],"outputSize":3,"seed":1 """;

    private HttpClient Client => node.Client;

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData(""" ,"replicas":null """, 1, 1)]
    [InlineData(""" ,"replicas":3 """, 3, 3)]
    [InlineData(""" ,"replicas":{"max":4,"min":2} """, 2, 4)]
    [InlineData(""" ,"replicas":{"min":2,"max":2} """, 2, 2)]
    public async Task Deploy_WithReplicas_HasThemReadyAtOnce(string replicas, int min, int max)
    {
        var id = await Client.DeployAsync("counted", Network + replicas);
        Assert.Equal((min, max, min, min), Counts(await Client.GetAsync($"/inferno/deployments/{id}").ReadAsync()));

        var list = await ReplicasAsync(id);
        Assert.Equal(Enumerable.Range(0, min).Select(ordinal => $"{id}/r1/{ordinal}"), list.Select(replica => replica["id"]!.GetValue<string>()));
        Assert.All(list, replica => Assert.Equal(
            ("Ready", "FeedForward@1.0", "FP32"),
            (replica["state"]!.GetValue<string>(), replica["modelVersion"]!.GetValue<string>(), replica["dtype"]!.GetValue<string>())));
        Assert.Equal(["id", "state", "silo", "modelVersion", "dtype"], list[0].AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task Scale_UpAndDown_AnswersWithWhatThereIsThen()
    {
        var id = await Client.DeployAsync("scaled", Network);
        var before = await Client.ExecuteAsync(id, "[1,2]");

        Assert.Equal((4, 4, 4, 4), Counts(await ScaleAsync("scaled", "4")));
        Assert.Equal(4, (await ReplicasAsync("scaled")).Length);
        Assert.Equal(before, await Client.ExecuteAsync(id, "[1,2]"));

        // Between the bounds already, so nothing is loaded or let go.
        Assert.Equal((2, 8, 4, 4), Counts(await ScaleAsync(id, """{"min":2,"max":8}""")));
        Assert.Equal((1, 2, 2, 2), Counts(await ScaleAsync(id, """{"min":1,"max":2}""")));
        Assert.Equal((1, 1, 1, 1), Counts(await ScaleAsync(id, "1")));
        Assert.Equal($"{id}/r1/0", Assert.Single(await ReplicasAsync(id))["id"]!.GetValue<string>());
        Assert.Equal((64, 64, 64, 64), Counts(await ScaleAsync(id, "64")));
        Assert.Equal(before, await Client.ExecuteAsync(id, "[1,2]"));
        await Client.DeleteAsync($"/inferno/deployments/{id}").TextAsync();
        await Client.GetAsync($"/inferno/deployments/{id}/replicas").ProblemAsync(404);
    }

    [Fact]
    public async Task Rollout_AndRollback_ServeWhatTheySayAsNewRevisions()
    {
        await ImportAsync("rolled", bias: 1);
        var id = (await Client.PostJsonAsync("/inferno/deploy/model", """{"name":"rolled out","modelId":"rolled"}""").ReadAsync())["deploymentId"]!.GetValue<string>();
        Assert.Equal(["2.5"], await Client.ExecuteAsync(id, "[1,0]"));
        await ImportAsync("rolled", bias: 2);
        Assert.Equal(["2.5"], await Client.ExecuteAsync(id, "[1,0]"));

        Assert.Equal((2, "rolled@2", "FP32"), Served(await ChangeAsync(id, "rollout", """{"modelId":"rolled@latest"}""")));
        Assert.Equal(["3.5"], await Client.ExecuteAsync(id, "[1,0]"));
        Assert.Equal((3, "rolled@2", "INT8"), Served(await ChangeAsync("rolled%20out", "rollout", """{"dtype":"INT8"}""")));

        // What is served already is no new revision.
        Assert.Equal((3, "rolled@2", "INT8"), Served(await ChangeAsync(id, "rollout", """{"modelId":"rolled@2","dtype":"INT8"}""")));
        Assert.Equal((4, "rolled@2", "FP32"), Served(await ChangeAsync(id, "rollback", "{}")));
        Assert.Equal((5, "rolled@1", "FP32"), Served(await ChangeAsync(id, "rollback", """{"revision":1}""")));
        Assert.Equal(["2.5"], await Client.ExecuteAsync(id, "[1,0]"));
        var replica = Assert.Single(await ReplicasAsync(id));
        Assert.StartsWith($"{id}/r5/", replica["id"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("rolled@1", replica["modelVersion"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("scale", """{"replicas":2}""")]
    [InlineData("rollout", """{"dtype":"INT8"}""")]
    [InlineData("rollback", """{"revision":1}""")]
    public async Task Change_OfADeploymentThatIsNotRunning_IsAConflictAndChangesNothing(string route, string body)
    {
        var id = await Client.DeployAsync("stopped", Network);
        await using (var database = new SqliteConnection($"Data Source={node.WorkDatabase};Pooling=false"))
        {
            await database.ExecuteAsync("UPDATE deployments SET status = 'Stopped' WHERE id = @id", new { id = int.Parse(id["deploy-".Length..]) });
        }

        var before = await Client.GetAsync($"/inferno/deployments/{id}").TextAsync();
        var detail = await Client.PostJsonAsync($"/inferno/deployments/{id}/{route}", body).ProblemAsync(409);
        Assert.Contains("Stopped", detail, StringComparison.Ordinal);
        Assert.Equal(before, await Client.GetAsync($"/inferno/deployments/{id}").TextAsync());
    }

    [Fact]
    public async Task Rollout_WithoutRoomBesideWhatIsServed_IsAConflictAndChangesNothing()
    {
        using var data = new TemporaryDirectory();
        await using var small = await EmbeddedNode.StartAsync(data.Path, "--Weights:MemoryBytes=2980000", "--Weights:Linger=00:00:00");
        var id = await small.Client.DeployAsync("a mebibyte", """ "modelType":"feedforward","inputSize":512,"hiddenSizes":[512],"outputSize":1,"seed":1 """);
        var before = await small.Client.GetAsync($"/inferno/deployments/{id}").TextAsync();
        var replicas = await small.Client.GetAsync($"/inferno/deployments/{id}/replicas").TextAsync();

        var detail = await small.Client.PostJsonAsync($"/inferno/deployments/{id}/rollout", """{"dtype":"FP16"}""").ProblemAsync(409);

        Assert.Contains("bytes", detail, StringComparison.Ordinal);
        Assert.Equal(before, await small.Client.GetAsync($"/inferno/deployments/{id}").TextAsync());
        Assert.Equal(replicas, await small.Client.GetAsync($"/inferno/deployments/{id}/replicas").TextAsync());
        await small.Client.PostJsonAsync($"/inferno/deployments/{id}/rollback", """{"revision":2}""").ProblemAsync(400, "revision");

        // More replicas on one silo share its copy of the weights.
        Assert.Equal(3, (await small.Client.PostJsonAsync($"/inferno/deployments/{id}/scale", """{"replicas":3}""").ReadAsync())["readyReplicas"]!.GetValue<int>());
    }

    private async Task<JsonNode> ScaleAsync(string idOrName, string replicas) => await ChangeAsync(idOrName, "scale", $$"""{"replicas":{{replicas}}}""");

    private async Task<JsonNode> ChangeAsync(string idOrName, string route, string body)
    {
        var changed = await Client.PostJsonAsync($"/inferno/deployments/{idOrName}/{route}", body).ReadAsync();

        // The answer is the deployment as it is now.
        Assert.Equal((await Client.GetAsync($"/inferno/deployments/{idOrName}").ReadAsync()).ToJsonString(), changed.ToJsonString());
        return changed;
    }

    private async Task<JsonNode[]> ReplicasAsync(string idOrName) =>
        [.. (await Client.GetAsync($"/inferno/deployments/{idOrName}/replicas").ReadAsync()).AsArray().Select(replica => replica!)];

    private Task<string> ImportAsync(string name, float bias) =>
        Client.PostAsync($"/inferno/models?name={name}", new ByteArrayContent(SafetensorsFile.Tiny(bias))).TextAsync();

    private static (int Min, int Max, int Desired, int Ready) Counts(JsonNode deployment) => (
        deployment["minReplicas"]!.GetValue<int>(), deployment["maxReplicas"]!.GetValue<int>(),
        deployment["desiredReplicas"]!.GetValue<int>(), deployment["readyReplicas"]!.GetValue<int>());

    private static (int Revision, string ModelVersion, string Dtype) Served(JsonNode deployment) =>
        (deployment["revision"]!.GetValue<int>(), deployment["modelVersion"]!.GetValue<string>(), deployment["dtype"]!.GetValue<string>());
}
