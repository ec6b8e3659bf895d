using System.Globalization;
using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Agents that compute with a deployment.</summary>
[Collection(AngelTests.Name)]
public sealed class AngelBindingTests(SharedNode node)
{
    private const string Network = """ "modelType":"classifier","inputSize":4,"hiddenSizes":[8],"outputSize":3,"seed":3 """;
    private const string Row = "[1,-0.5,0.25,2]";

    private HttpClient Client => node.Client;

    [Fact]
    public async Task Agent_BoundToADeployment_ComputesWhatExecuteDoes()
    {
        var id = await Client.DeployAsync("bound", Network);
        var bound = await BindAsync("perspective-5", id).TextAsync();
        Assert.Equal(bound, await Client.GetAsync("/civic-angel/agents/perspective-5").TextAsync());
        Assert.EndsWith($",\"symbolicLens\":\"the-remembered\",\"deploymentId\":\"{id}\"}}", bound, StringComparison.Ordinal);

        var answer = await Client.ActivateAsync($"\"description\":\"what is this\",\"gesture\":\"Compute\",\"data\":{Row}");

        Assert.Equal(["synth-mirror-palm", "perspective-1", "perspective-42", "perspective-5"], answer.Agents());
        Assert.All(answer.Responses()[..3], response => Assert.Null(response["inference"]));
        var response = answer.Responses()[3];
        Assert.Equal(["agentId", "agentName", "voice", "activatedPerspectives", "memoryTriggers", "inference"], response.Members());
        Assert.Equal(["the-remembered", id], response.Texts("memoryTriggers"));
        var expected = await Client.ExecuteAsync(id, Row);
        var label = expected.Select((number, index) => (Number: float.Parse(number, CultureInfo.InvariantCulture), index)).Max().index;
        Assert.Equal($$"""{"deploymentId":"{{id}}","result":[{{string.Join(',', expected)}}],"label":{{label}}}""", response["inference"]!.ToJsonString());

        await UnbindAsync("perspective-5").TextAsync();
        await Client.DeleteAsync($"/inferno/deployments/{id}").TextAsync();
    }

    [Fact]
    public async Task Agent_BoundByName_IsBoundToWhatItStandsFor()
    {
        var id = await Client.DeployAsync("bound by name", Network);

        Assert.Equal(id, (await BindAsync("emergent-1", "bound by name").ReadAsync()).Text("deploymentId"));

        var agents = (await Client.GetAsync("/civic-angel/agents?limit=1").ReadAsync()).AsArray();
        Assert.Equal(id, Assert.Single(agents)!.Text("deploymentId"));
        await UnbindAsync("emergent-1").TextAsync();
        await Client.DeleteAsync($"/inferno/deployments/{id}").TextAsync();
    }

    [Fact]
    public async Task Agent_ThatIsUnbound_NoLongerComputes()
    {
        var id = await Client.DeployAsync("unbound", Network);
        await BindAsync("perspective-7", id).TextAsync();

        var unbound = await UnbindAsync("perspective-7").TextAsync();

        Assert.Equal(unbound, await Client.GetAsync("/civic-angel/agents/perspective-7").TextAsync());
        Assert.Null(JsonNode.Parse(unbound)!["deploymentId"]);
        await UnbindAsync("perspective-7").ProblemAsync(409);
        var answer = await Client.ActivateAsync($"\"description\":\"dawn\",\"gesture\":\"compute\",\"data\":{Row}");
        Assert.Equal(["synth-mirror-palm", "perspective-1", "perspective-42"], answer.Agents());
        await Client.DeleteAsync($"/inferno/deployments/{id}").TextAsync();
    }

    [Fact]
    public async Task Agent_WhoseDeploymentIsGone_SaysSoAndSpeaksAllTheSame()
    {
        var id = await Client.DeployAsync("gone", Network);
        await BindAsync("perspective-8", id).TextAsync();
        await Client.DeleteAsync($"/inferno/deployments/{id}").TextAsync();

        var answer = await Client.ActivateAgentAsync("perspective-8", $"\"description\":\"dawn\",\"gesture\":\"compute\",\"data\":{Row}");

        var inference = Assert.Single(answer.Responses())["inference"]!;
        Assert.Equal(["deploymentId", "result", "label", "error"], inference.Members());
        Assert.Equal((id, null, null), (inference.Text("deploymentId"), inference["result"], inference["label"]));
        Assert.Contains(id, inference.Text("error"), StringComparison.Ordinal);
        await BindAsync("perspective-9", id).ProblemAsync(404);
        await UnbindAsync("perspective-8").TextAsync();
    }

    [Fact]
    public async Task Data_ThatDoesNotFit_IsRefusedAndNothingIsRemembered()
    {
        var id = await Client.DeployAsync("misfit", Network);
        await BindAsync("perspective-10", id).TextAsync();
        var memories = await Client.MemoriesAsync();

        var detail = await Client.PostJsonAsync("/civic-angel/activate", """{"description":"dawn","gesture":"compute","data":[1,2,3]}""").ProblemAsync(400, "data");

        Assert.Contains("3", detail, StringComparison.Ordinal);
        Assert.Contains("4", detail, StringComparison.Ordinal);
        Assert.Equal(memories, await Client.MemoriesAsync());
        await UnbindAsync("perspective-10").TextAsync();
        await Client.DeleteAsync($"/inferno/deployments/{id}").TextAsync();
    }

    private async Task<HttpResponseMessage> BindAsync(string agent, string deployment)
    {
        using var request = Answers.Json(HttpMethod.Put, $"/civic-angel/agents/{agent}/model", $$"""{"deploymentId":"{{deployment}}"}""");
        return await Client.SendAsync(request);
    }

    private Task<HttpResponseMessage> UnbindAsync(string agent) => Client.DeleteAsync($"/civic-angel/agents/{agent}/model");
}
