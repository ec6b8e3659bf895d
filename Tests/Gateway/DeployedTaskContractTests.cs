using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Deployed tasks over HTTP.</summary>
[Collection(ComputingTests.Name)]
public sealed class DeployedTaskContractTests(SharedNode node)
{
    private HttpClient Client => node.Client;

    [Fact]
    public async Task Task_ByASchedule_ListsItsRuns()
    {
        var answer = await Client.PostJsonAsync(
            "/inferno/deploy/task", """{"name":"ticking","task":{"taskType":"data","data":[1,2,3],"operations":[{"op":"scale","factor":3}]},"schedule":{"everyMs":1000}}""").ReadAsync();
        Assert.Equal(("Task ticking deployed successfully", true), (answer.Text("message"), answer["success"]!.GetValue<bool>()));
        var id = answer.Text("deploymentId");
        await Eventually.UntilAsync(async () => (await RunsAsync(id)).Count(run => run!.Text("status") == "Completed") >= 2);

        Assert.Equal(
            $$$"""[{"id":"{{{id}}}","name":"ticking","deploymentType":"DistributedTask","status":"Running","metadata":{"taskType":"data","schedule":"every 1 s"}}]""",
            await Client.GetAsync("/inferno/deployments?name=ticking").TextAsync());
        var details = await Client.GetAsync($"/inferno/deployments/{id}").ReadAsync();
        Assert.Equal("""{"taskType":"data"}""", details["task"]!.ToJsonString());
        Assert.Equal("""{"everyMs":1000}""", details["schedule"]!.ToJsonString());
        Assert.Equal("""{"mode":"OnFailure","maxRestarts":5,"backoffMs":1000}""", details["restartPolicy"]!.ToJsonString());
        Assert.True(details["runs"]!.GetValue<int>() >= 2);

        await Client.PostAsync($"/inferno/deployments/{id}/stop", null).ReadAsync();
        var runs = await RunsAsync(id);
        var first = runs[^1]!.AsObject();
        Assert.Equal(["run", "taskId", "status", "error", "started", "ended"], first.Select(member => member.Key));
        Assert.Equal((1, null), (first["run"]!.GetValue<int>(), first["error"]));
        Assert.Equal("[3,6,9]", (await Client.GetAsync($"/inferno/compute/tasks/{first.Text("taskId")}").ReadAsync())["resultData"]!.ToJsonString());
        await Client.GetAsync("/inferno/deployments/ticking/runs").ProblemAsync(404);
        Assert.Single((await Client.GetAsync($"/inferno/deployments/{id}/runs?limit=1").ReadAsync()).AsArray());
        await Client.DeleteAsync($"/inferno/deployments/{id}").TextAsync();
        await Client.GetAsync($"/inferno/deployments/{id}/runs").ProblemAsync(404);
    }

    [Fact]
    public async Task Task_OfEachType_IsRunOnce()
    {
        var network = await Client.DeployAsync("of tasks", """ "modelType":"perceptron","inputSize":2,"seed":1 """);
        foreach (var task in new[]
        {
            """{"taskType":"data","data":[1,2]}""",
            """{"taskType":"tensor","operation":"relu","tensors":[{"shape":[2],"data":[-1,1]}]}""",
            """{"taskType":"agent","input":{"description":"dusk"}}""",
            $$"""{"taskType":"inference","modelId":"{{network}}","data":[1,2]}""",
        })
        {
            var id = (await Client.PostJsonAsync("/inferno/deploy/task", $$"""{"name":"once","task":{{task}}}""").ReadAsync()).Text("deploymentId");
            await Eventually.UntilAsync(async () => (await Client.GetAsync($"/inferno/deployments/{id}").ReadAsync()).Text("status") == "Stopped");
            Assert.Equal("Completed", Assert.Single(await RunsAsync(id))!.Text("status"));
        }
    }

    [Fact]
    public async Task Deploy_RepeatedWithItsKey_GivesTheFirstAnswer()
    {
        const string Body = """{"name":"keyed","task":{"taskType":"data","data":[1]},"schedule":{"cron":"0 0 1 1 *"}}""";
        var first = await KeyedAsync(Body).TextAsync();
        Assert.Equal(first, await KeyedAsync(Body).TextAsync());
        await KeyedAsync(Body.Replace("[1]", "[2]", StringComparison.Ordinal)).ProblemAsync(409);
    }

    private async Task<HttpResponseMessage> KeyedAsync(string body)
    {
        using var request = Answers.Json(HttpMethod.Post, "/inferno/deploy/task", body, ("Idempotency-Key", "deployed-task-key"));
        return await Client.SendAsync(request);
    }

    private async Task<JsonArray> RunsAsync(string id) => (await Client.GetAsync($"/inferno/deployments/{id}/runs").ReadAsync()).AsArray();
}
