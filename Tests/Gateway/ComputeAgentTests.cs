using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Agent tasks over HTTP.</summary>
[Collection(ComputingTests.Name)]
public sealed class ComputeAgentTests(SharedNode node)
{
    private HttpClient Client => node.Client;

    [Fact]
    public async Task Task_OfAgents_AnswersAsAnActivationDoes()
    {
        var task = await Client.EndAsync(await Client.SubmitAsync(
            """ "name":"evening","taskType":"agent","input":{"description":"a fire at dusk","symbol":"ember","gesture":"flame","color":null} """));

        Assert.True(task["success"]!.GetValue<bool>(), task.ToJsonString());
        Assert.Equal("[6]", task["resultData"]!.ToJsonString());
        Assert.Equal(("evening", "agent", "Completed"), (task.Text("name"), task.Text("taskType"), task.Text("status")));
        var output = task["output"]!.AsObject();
        Assert.Equal(["input", "responses", "lifecyclePhase", "activeAgentCount"], output.Select(member => member.Key));
        Assert.Equal(("a fire at dusk", "ember", "flame"), (output["input"]!.Text("description"), output["input"]!.Text("symbol"), output["input"]!.Text("gesture")));
        Assert.Equal(("Silence", 6), (output.Text("lifecyclePhase"), output["activeAgentCount"]!.GetValue<int>()));
        var responses = output["responses"]!.AsArray();
        Assert.Equal("synth-flame-palm", responses[0]!.Text("agentId"));
        Assert.Equal(6, responses.Count);
        Assert.All(responses, response => Assert.Equal(
            ["agentId", "agentName", "voice", "activatedPerspectives", "memoryTriggers"], response!.AsObject().Select(member => member.Key).Take(5)));

        var activation = await Client.PostJsonAsync(
            "/civic-angel/activate", """{"description":"a fire at dusk","symbol":"ember","gesture":"flame","color":null}""").ReadAsync();
        Assert.Equal(activation.ToJsonString(), output.ToJsonString());

        // The numbers of the result are a file as those of any task.
        Assert.NotEmpty(await Client.GetByteArrayAsync($"/inferno/compute/tasks/{task.Text("taskId")}/result"));
    }

    [Fact]
    public async Task Tasks_OfAgents_WaitForOthersAndCanBeCancelledAsAny()
    {
        var ids = await Client.SubmitBatchAsync(
            $$$"""{"key":"first","taskType":"data","data":[1],{{{ComputeRequests.OnlyOn("angelic")}}}}""",
            """{"taskType":"agent","input":{"description":"then"},"dependsOn":["first"],"priority":5,"maxAttempts":1,"timeoutMs":60000}""",
            $$$"""{"taskType":"agent","input":{"description":"never"},{{{ComputeRequests.OnlyOn("nowhere")}}}}""");
        Assert.Null((await Client.UnendedAsync(ids[1]))["output"]);
        await Client.DeleteAsync($"/inferno/compute/tasks/{ids[2]}").TextAsync();
        Assert.Null((await Client.EndAsync(ids[2]))["output"]);

        await Client.RegisterNodeAsync("angelic");
        var ended = await Client.EndAsync(ids[1]);
        Assert.Equal("[3]", ended["resultData"]!.ToJsonString());
        Assert.Equal(
            ["synth-mirror-palm", "perspective-1", "perspective-42"],
            ended["output"]!["responses"]!.AsArray().Select(response => response!.Text("agentId")));
        await Client.DeleteAsync("/inferno/compute/nodes/angelic").TextAsync();
    }

    [Fact]
    public async Task Task_OfAgentsThatCompute_ShowsWhatTheirModelsAnswered()
    {
        var model = await Client.DeployAsync("angelic model", """ "modelType":"classifier","inputSize":2,"hiddenSizes":[4],"outputSize":3,"seed":9 """);
        var expected = await Client.ExecuteAsync(model, "[1,2]");
        await Client.SendAsync(Answers.Json(HttpMethod.Put, "/civic-angel/agents/synth-depth-palm/model", $$"""{"deploymentId":"{{model}}"}""")).TextAsync();

        var ended = await Client.EndAsync(await Client.SubmitAsync(
            """ "taskType":"agent","input":{"description":"two numbers","gesture":"depth, compute","data":[1,2]} """));
        var inference = ended["output"]!["responses"]![0]!["inference"]!;
        Assert.Equal(model, inference.Text("deploymentId"));
        Assert.Equal(expected, inference["result"]!.AsArray().Select(number => number!.ToJsonString()));
        Assert.Equal("[1,2]", ended["output"]!["input"]!["data"]!.ToJsonString());

        await Client.DeleteAsync("/civic-angel/agents/synth-depth-palm/model").TextAsync();
        await Client.DeleteAsync($"/inferno/deployments/{model}").TextAsync();
    }
}
