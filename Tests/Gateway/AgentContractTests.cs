using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Agents as deployments, from an empty node to an empty node.</summary>
public sealed class AgentContractTests
{
    private const string Known = """{"name":"my-mirror","agentId":"synth-mirror-palm"}""";
    private const string Custom = """{"name":"keeper","hand":"flame","role":"FINGER3","description":"Keeps a fire."}""";
    private const string Seer = """{"name":"seer","hand":"Song","lens":"the-edge","description":"Sees far."}""";

    [Fact]
    public async Task Agents_FromAnEmptyNodeToAnEmptyNode_AnswerToTheLetter()
    {
        using var data = new TemporaryDirectory();
        await using var node = await EmbeddedNode.StartAsync(data.Path);
        var client = node.Client;

        Assert.Equal(
            """{"deploymentId":"deploy-1","success":true,"message":"Agent my-mirror deployed successfully"}""",
            await client.PostJsonAsync("/inferno/deploy/agent", Known).TextAsync());
        Assert.Equal(
            """{"deploymentId":"deploy-2","success":true,"message":"Agent keeper deployed successfully"}""",
            await client.PostJsonAsync("/inferno/deploy/agent", Custom).TextAsync());
        Assert.Equal("deploy-3", await client.DeployAsync("network", """ "modelType":"perceptron","inputSize":2 """));

        const string First = """{"id":"deploy-1","name":"my-mirror","deploymentType":"CivicAgent","status":"Running","metadata":{"agentId":"synth-mirror-palm"}}""";
        const string Second = """{"id":"deploy-2","name":"keeper","deploymentType":"CivicAgent","status":"Running","metadata":{"agentId":"agent-2"}}""";
        Assert.Equal($"[{First},{Second}]", await client.GetAsync("/inferno/deployments?type=CivicAgent").TextAsync());
        Assert.Equal(Stats(running: 3, networks: 1, agents: 2), await client.GetAsync("/inferno/stats").TextAsync());

        foreach (var idOrName in new[] { "deploy-2", "keeper" })
        {
            var details = (await client.GetAsync($"/inferno/deployments/{idOrName}").ReadAsync()).AsObject();
            Assert.Equal(["id", "name", "deploymentType", "status", "metadata", "processId", "created", "restartPolicy", "resources", "pinned", "namespace", "failures"], details.Select(member => member.Key));
            Assert.Equal(("deploy-2", "proc-2"), (details.Text("id"), details.Text("processId")));
        }

        foreach (var id in new[] { "deploy-1", "deploy-2" })
        {
            Assert.Equal($$"""{"success":true,"message":"Deployment {{id}} terminated"}""", await client.DeleteAsync($"/inferno/deployments/{id}").TextAsync());
            await client.DeleteAsync($"/inferno/deployments/{id}").ProblemAsync(404);
            await client.GetAsync($"/inferno/deployments/{id}").ProblemAsync(404);
            await client.PostJsonAsync($"/inferno/execute/{id}", """{"data":[1]}""").ProblemAsync(404);
        }

        Assert.Equal(Stats(running: 1, networks: 1, agents: 0), await client.GetAsync("/inferno/stats").TextAsync());
        Assert.Single(await client.ExecuteAsync("network", "[1,2]"));
    }

    [Fact]
    public async Task CustomAgent_ThatIsTerminated_TakesItsMemoriesWithItAndNoOthers()
    {
        using var data = new TemporaryDirectory();
        await using var node = await EmbeddedNode.StartAsync(data.Path);
        var client = node.Client;
        await client.PostJsonAsync("/inferno/deploy/agent", Known).TextAsync();
        await client.PostJsonAsync("/inferno/deploy/agent", Custom).TextAsync();
        await client.PostJsonAsync("/inferno/deploy/agent", Seer).TextAsync();
        const string Keeper = """{"id":"agent-2","name":"keeper","description":"Keeps a fire.","agentType":"custom","hand":"Flame","role":"Finger3"}""";
        Assert.Equal(
            $$"""[{{Keeper}},{"id":"agent-3","name":"seer","description":"Sees far.","agentType":"custom","hand":"Song","symbolicLens":"the-edge"}]""",
            await client.GetAsync("/civic-angel/agents?type=custom").TextAsync());
        Assert.Equal(Keeper, await client.GetAsync("/civic-angel/agents/agent-2").TextAsync());

        var answer = await client.PostJsonAsync("/civic-angel/agents/agent-2/activate", """{"description":"dusk"}""").ReadAsync();
        Assert.Equal(("agent-2", "keeper"), (answer["responses"]![0]!.Text("agentId"), answer["responses"]![0]!.Text("agentName")));
        Assert.Equal("""["flame","finger3"]""", answer["responses"]![0]!["memoryTriggers"]!.ToJsonString());
        await client.PostJsonAsync("/civic-angel/agents/agent-3/activate", """{"description":"dusk"}""").TextAsync();
        await client.PostJsonAsync("/civic-angel/agents/synth-mirror-palm/activate", """{"description":"dusk"}""").TextAsync();
        Assert.Equal(6, await MemoriesAsync(client));
        Assert.Single((await client.GetAsync("/civic-angel/memories/finger3").ReadAsync()).AsArray());

        await client.DeleteAsync("/inferno/deployments/deploy-2").TextAsync();
        await client.DeleteAsync("/inferno/deployments/deploy-1").TextAsync();
        Assert.Equal(4, await MemoriesAsync(client));
        Assert.Equal("[]", await client.GetAsync("/civic-angel/memories/finger3").TextAsync());
        Assert.Single((await client.GetAsync("/civic-angel/memories/mirror").ReadAsync()).AsArray());
        Assert.Single((await client.GetAsync("/civic-angel/agents?type=custom").ReadAsync()).AsArray());
        await client.GetAsync("/civic-angel/agents/agent-2").ProblemAsync(404);
        await client.PostJsonAsync("/civic-angel/agents/agent-2/activate", """{"description":"dawn"}""").ProblemAsync(404);
        await client.GetAsync("/civic-angel/agents/synth-mirror-palm").TextAsync();
    }

    [Fact]
    public async Task Agents_AfterARestart_AreThereUntilTheyAreTerminated()
    {
        using var data = new TemporaryDirectory();
        await using (var node = await EmbeddedNode.StartAsync(data.Path))
        {
            await node.Client.PostJsonAsync("/inferno/deploy/agent", Custom).TextAsync();
        }

        await using var again = await EmbeddedNode.StartAsync(data.Path);
        Assert.Equal("agent-1", (await again.Client.GetAsync("/inferno/deployments/keeper").ReadAsync())["metadata"]!.Text("agentId"));
        await again.Client.DeleteAsync("/inferno/deployments/deploy-1").TextAsync();
        Assert.Equal("[]", await again.Client.GetAsync("/inferno/deployments").TextAsync());
    }

    [Fact]
    public async Task Agents_MoreThanAreAllowed_AreRefusedUntilOneGoes()
    {
        using var data = new TemporaryDirectory();
        await using var node = await EmbeddedNode.StartAsync(data.Path, "--CivicAngel:MaxCustomAgents=1");
        var client = node.Client;
        await client.PostJsonAsync("/inferno/deploy/agent", Custom).TextAsync();

        Assert.Contains("1 custom agents", await client.PostJsonAsync("/inferno/deploy/agent", Seer).ProblemAsync(409), StringComparison.Ordinal);
        Assert.Contains("deploy-2", await client.PostJsonAsync("/inferno/deploy/agent", Known).TextAsync(), StringComparison.Ordinal);
        await client.DeleteAsync("/inferno/deployments/deploy-1").TextAsync();
        Assert.Contains("deploy-3", await client.PostJsonAsync("/inferno/deploy/agent", Seer).TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deploy_RepeatedWithItsKey_GivesTheFirstAnswerAndOneAgent()
    {
        using var data = new TemporaryDirectory();
        await using var node = await EmbeddedNode.StartAsync(data.Path);
        var first = await DeployAsync(node.Client, "/inferno/deploy/agent", Custom).TextAsync();

        Assert.Equal(first, await DeployAsync(node.Client, "/inferno/deploy/agent", Custom).TextAsync());
        await DeployAsync(node.Client, "/inferno/deploy/agent", Seer).ProblemAsync(409);
        await DeployAsync(node.Client, "/inferno/deploy/model", """{"name":"x","modelType":"perceptron","inputSize":2}""").ProblemAsync(409);
        Assert.Single((await node.Client.GetAsync("/inferno/deployments").ReadAsync()).AsArray());
    }

    private static async Task<HttpResponseMessage> DeployAsync(HttpClient client, string route, string body)
    {
        using var request = Answers.Json(HttpMethod.Post, route, body, ("Idempotency-Key", "agent-key"));
        return await client.SendAsync(request);
    }

    private static async Task<long> MemoriesAsync(HttpClient client) =>
        (await client.GetAsync("/civic-angel/info").ReadAsync())["totalMemories"]!.GetValue<long>();

    private static string Stats(int running, int networks, int agents) =>
        $$$"""{"totalProcesses":{{{running}}},"runningProcesses":{{{running}}},"totalDeployments":{{{running}}},"deploymentsByType":{"neuralNetwork":{{{networks}}},"civicAgent":{{{agents}}},"distributedTask":0,"service":0}}""";
}
