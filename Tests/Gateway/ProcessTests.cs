using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Processes over HTTP: stopping, starting, and how they are to be run.</summary>
[Collection(LookingTests.Name)]
public sealed class ProcessTests(SharedNode node)
{
    private const string Network = """ "modelType":"feedforward","inputSize":2,"hiddenSizes":[4],"outputSize":3,"seed":1 """;

    private HttpClient Client => node.Client;

    [Fact]
    public async Task Stop_AndStart_OfANetwork_GivesTheSameAnswerAgain()
    {
        var id = await Client.DeployAsync("stopped once", $""" {Network},"replicas":2 """);
        var before = await Client.ExecuteAsync(id, "[1,2]");
        var running = await RunningAsync();

        var stopped = await PostAsync(id, "stop");
        Assert.Equal(("Stopped", 2, 0), (Status(stopped), stopped["desiredReplicas"]!.GetValue<int>(), stopped["readyReplicas"]!.GetValue<int>()));
        Assert.Equal("[]", await Client.GetAsync($"/inferno/deployments/{id}/replicas").TextAsync());
        Assert.Equal(running - 1, await RunningAsync());
        var refusal = await Client.PostJsonAsync($"/inferno/execute/{id}", """{"data":[1,2]}""").ProblemAsync(409);
        Assert.Contains("is Stopped", refusal, StringComparison.Ordinal);
        await Client.PostJsonAsync("/inferno/execute/stopped once", """{"data":[1,2]}""").ProblemAsync(404);
        await Client.GetAsync($"/inferno/deployments/{id}/stats").ProblemAsync(409);
        await Client.PostJsonAsync($"/inferno/deployments/{id}/scale", """{"replicas":1}""").ProblemAsync(409);
        Assert.Equal("Stopped", Status(await PostAsync(id, "stop")));

        var started = await PostAsync(id, "start");
        Assert.Equal(("Running", 2), (Status(started), started["readyReplicas"]!.GetValue<int>()));
        Assert.Equal(before, await Client.ExecuteAsync(id, "[1,2]"));
        Assert.Equal(before, await Client.ExecuteAsync("stopped once", "[1,2]"));
        Assert.Equal("Running", Status(await PostAsync(id, "start")));
        Assert.Equal(running, await RunningAsync());
    }

    [Fact]
    public async Task Delete_OfAStoppedNetwork_EndsIt()
    {
        var id = await Client.DeployAsync("stopped and ended", Network);
        await PostAsync(id, "stop");
        await Client.DeleteAsync($"/inferno/deployments/{id}").TextAsync();
        await Client.PostAsync($"/inferno/deployments/{id}/start", null).ProblemAsync(404);
    }

    [Theory]
    [InlineData("deploy-999999")]
    [InlineData("proc-1")]
    [InlineData("by name")]
    public async Task Stop_OfWhatIsNoId_IsNotFound(string id)
    {
        await Client.DeployAsync("by name", Network);
        await Client.PostAsync($"/inferno/deployments/{id}/stop", null).ProblemAsync(404);
        await Client.PostAsync($"/inferno/deployments/{id}/start", null).ProblemAsync(404);
    }

    [Fact]
    public async Task Deploy_WithAPolicyAndResources_ShowsThem()
    {
        var id = await Client.DeployAsync("granted", $$"""
            {{Network}},"pinned":true,"restartPolicy":{"mode":"OnFailure","maxRestarts":3,"backoffMs":250},
            "resources":[{"resourceType":"Memory","amount":64,"unit":"KiB"},{"resourceType":"Compute","amount":3},{"resourceType":"Agent","amount":2}]
            """);
        var shown = await Client.GetAsync($"/inferno/deployments/{id}").ReadAsync();
        Assert.Equal("""{"mode":"OnFailure","maxRestarts":3,"backoffMs":250}""", shown["restartPolicy"]!.ToJsonString());
        Assert.Equal(
            """[{"resourceType":"Memory","amount":65536,"unit":"B"},{"resourceType":"Compute","amount":3,"unit":"shares"},{"resourceType":"Agent","amount":2,"unit":"agents"}]""",
            shown["resources"]!.ToJsonString());
        Assert.True(shown["pinned"]!.GetValue<bool>());
        Assert.Equal(0, shown["failures"]!.GetValue<int>());
    }

    [Fact]
    public async Task Stop_OfACustomAgent_KeepsItFromAnsweringUntilItIsStarted()
    {
        var answer = await Client.PostJsonAsync(
            "/inferno/deploy/agent", """{"name":"quiet","hand":"Song","lens":"the-edge","description":"Speaks seldom."}""").ReadAsync();
        var id = answer["deploymentId"]!.GetValue<string>();
        var agent = id.Replace("deploy-", "agent-", StringComparison.Ordinal);
        var model = await Client.DeployAsync("computes for agents", Network);
        await Client.SendAsync(Answers.Json(HttpMethod.Put, $"/civic-angel/agents/{agent}/model", $$"""{"deploymentId":"{{model}}"}""")).TextAsync();
        Assert.Contains(agent, await ComputingAsync());

        Assert.Equal("Stopped", Status(await PostAsync(id, "stop")));
        var refusal = await Client.PostJsonAsync($"/civic-angel/agents/{agent}/activate", """{"description":"Are you there?"}""").ProblemAsync(409);
        Assert.Contains("Stopped", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain(agent, await ComputingAsync());

        Assert.Equal("Running", Status(await PostAsync(id, "start")));
        await Client.PostJsonAsync($"/civic-angel/agents/{agent}/activate", """{"description":"Are you there?"}""").TextAsync();
        Assert.Contains(agent, await ComputingAsync());
        await Client.DeleteAsync($"/inferno/deployments/{id}").TextAsync();
    }

    [Fact]
    public async Task Stop_OfOneOfThe253_LetsItAnswerOn()
    {
        var answer = await Client.PostJsonAsync("/inferno/deploy/agent", """{"name":"palm","agentId":"synth-mirror-palm"}""").ReadAsync();
        var id = answer["deploymentId"]!.GetValue<string>();
        Assert.Equal("Stopped", Status(await PostAsync(id, "stop")));
        await Client.PostJsonAsync("/civic-angel/agents/synth-mirror-palm/activate", """{"description":"Are you there?"}""").TextAsync();
    }

    private static string Status(JsonNode deployment) => deployment["status"]!.GetValue<string>();

    private Task<JsonNode> PostAsync(string id, string change) => Client.PostAsync($"/inferno/deployments/{id}/{change}", null).ReadAsync();

    private async Task<long> RunningAsync() => (await Client.GetAsync("/inferno/stats").ReadAsync())["runningProcesses"]!.GetValue<long>();

    /// <summary>The agents that answer when all with a model are called upon.</summary>
    private async Task<string[]> ComputingAsync()
    {
        var answer = await Client.PostJsonAsync("/civic-angel/activate", """{"description":"How much?","gesture":"compute","data":[1,2]}""").ReadAsync();
        return [.. answer["responses"]!.AsArray().Select(response => response!["agentId"]!.GetValue<string>())];
    }
}
