using System.Net;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Tasks over HTTP: what they compute, waiting for them, cancelling them.</summary>
[Collection(ComputingTests.Name)]
public sealed class ComputeTaskTests(SharedNode node)
{
    private HttpClient Client => node.Client;

    [Theory]
    [InlineData("[2,4,6]", """ "taskType":"data","data":[1,2,3] """)]
    [InlineData("[2,4,6]", """ "taskType":"data","data":[1,2,3],"operations":null """)]
    [InlineData("[3,-6]", """ "taskType":"data","data":[1,-2],"operations":[{"op":"scale","factor":3}] """)]
    [InlineData("[1,2]", """ "taskType":"data","data":[1,-4],"operations":["abs","sqrt"] """)]
    [InlineData("[1,0.5,2]", """ "taskType":"data","data":[1,0.25,4],"operations":["sqrt"] """)]
    [InlineData("[-1,0,1]", """ "taskType":"data","data":[1,-4,0],"operations":[{"op":"clamp","min":-1,"max":1},"sort"] """)]
    [InlineData("[2,3,5]", """ "taskType":"data","data":[1,1,2],"operations":["cumsum",{"op":"offset","value":1}] """)]
    [InlineData("[1.5,2.5]", """ "taskType":"data","data":[1,2,3],"operations":[{"op":"window-mean","size":2}] """)]
    [InlineData("[5,7,9]", """ "taskType":"tensor","operation":"add","tensors":[{"shape":[3],"data":[1,2,3]},{"shape":[3],"data":[4,5,6]}] """)]
    [InlineData("[58,64,139,154]", """ "taskType":"tensor","operation":"matmul","tensors":[{"shape":[2,3],"data":[1,2,3,4,5,6]},{"shape":[3,2],"data":[7,8,9,10,11,12]}] """)]
    [InlineData("[1,4,2,5,3,6]", """ "taskType":"tensor","operation":"transpose","tensors":[{"shape":[2,3],"data":[1,2,3,4,5,6]}] """)]
    [InlineData("[-0.5,1]", """ "taskType":"tensor","operation":"scale","factor":0.5,"tensors":[{"shape":[2],"data":[-1,2]}] """)]
    [InlineData("[3,7]", """ "taskType":"tensor","operation":"sum","axis":-1,"tensors":[{"shape":[2,2],"data":[1,2,3,4]}] """)]
    public async Task Task_OfEachKind_GivesWhatItsOperationsSay(string expected, string task) =>
        Assert.Equal(expected, $"[{string.Join(',', await Client.ResultAsync(task))}]");

    [Fact]
    public async Task Task_OfAMatrixProduct_SaysItsShape()
    {
        var id = await Client.SubmitAsync(
            """ "taskType":"tensor","operation":"matmul","tensors":[{"shape":[2,3],"data":[1,2,3,4,5,6]},{"shape":[3,1],"data":[1,1,1]}] """);

        Assert.Equal("""{"shape":[2,1]}""", (await Client.EndAsync(id))["output"]!.ToJsonString());
    }

    [Fact]
    public async Task Task_OfInference_GivesWhatExecuteGives()
    {
        var deployment = await Client.DeployAsync("inferring", """ "modelType":"classifier","inputSize":3,"hiddenSizes":[4],"outputSize":2,"seed":5 """);
        var expected = await Client.ExecuteAsync(deployment, "[1,2,3,4,5,6]");

        Assert.Equal(expected, await Client.ResultAsync($""" "taskType":"inference","modelId":"{deployment}","data":[1,2,3,4,5,6] """));
        await Client.DeleteAsync($"/inferno/deployments/{deployment}").TextAsync();
    }

    [Fact]
    public async Task Task_ThatWaitsForANode_IsA202UntilThereIsOne()
    {
        var id = await Client.SubmitAsync($""" "name":"waiting","taskType":"data","data":[1],"priority":3,{ComputeRequests.OnlyOn("late")} """);

        using (var unended = await Client.GetAsync($"/inferno/compute/tasks/{id}"))
        {
            Assert.Equal(HttpStatusCode.Accepted, unended.StatusCode);
            Assert.Equal("1", Assert.Single(unended.Headers.GetValues("Retry-After")));
            var text = await unended.Content.ReadAsStringAsync();
            Assert.StartsWith(
                $$"""{"taskId":"{{id}}","success":false,"resultData":null,"error":null,"executionTimeMs":0,"status":"Pending","node":null,"attempts":0,"output":null,"name":"waiting","taskType":"data","priority":3,"created":""",
                text,
                StringComparison.Ordinal);
            Assert.EndsWith(""","started":null,"finished":null,"dependsOn":[]}""", text, StringComparison.Ordinal);
        }

        Assert.True((await Client.GetAsync("/inferno/compute/stats").ReadAsync())["queueAgeMs"]!.GetValue<long>() >= 0);
        var waiting = Client.EndAsync(id);
        await Client.RegisterNodeAsync("late");
        var ended = await waiting;

        Assert.Equal(("Completed", "late", 1), (ended.Text("status"), ended.Text("node"), ended["attempts"]!.GetValue<int>()));
        Assert.True(ended["created"]!.GetValue<long>() <= ended["finished"]!.GetValue<long>());
        await Client.DeleteAsync("/inferno/compute/nodes/late").TextAsync();
    }

    [Theory]
    [InlineData("0", null)]
    [InlineData("1", null)]
    [InlineData("1", "50")]
    public async Task Wait_ThatIsNotLongEnough_IsA202WhateverTheTimeoutOfTheRequest(string wait, string? timeout)
    {
        var id = await Client.SubmitAsync($""" "taskType":"data","data":[1],{ComputeRequests.OnlyOn("nowhere")} """);

        using var request = Answers.Json(HttpMethod.Get, $"/inferno/compute/tasks/{id}?wait={wait}", null);
        if (timeout is not null)
        {
            request.Headers.Add("X-Inferno-Timeout-Ms", timeout);
        }

        Assert.Equal("Pending", (await Client.SendAsync(request).ReadAsync(HttpStatusCode.Accepted)).Text("status"));
        await Client.DeleteAsync($"/inferno/compute/tasks/{id}").TextAsync();
    }

    [Fact]
    public async Task Cancel_OfATaskThatWaits_EndsItForGood()
    {
        var id = await Client.SubmitAsync($""" "taskType":"data","data":[1],{ComputeRequests.OnlyOn("nowhere")} """);
        var before = await CountAsync("cancelledTasks");
        var waiting = Client.EndAsync(id);

        Assert.Equal($$"""{"success":true,"message":"Task {{id}} cancelled"}""", await Client.DeleteAsync($"/inferno/compute/tasks/{id}").TextAsync());
        Assert.Equal($$"""{"success":true,"message":"Task {{id}} cancelled"}""", await Client.DeleteAsync($"/inferno/compute/tasks/{id}").TextAsync());

        var ended = await waiting;
        Assert.StartsWith(
            $$"""{"taskId":"{{id}}","success":false,"resultData":null,"error":"The task was cancelled.","executionTimeMs":0,"status":"Cancelled","node":null,"attempts":0,"output":null""",
            ended.ToJsonString(),
            StringComparison.Ordinal);
        Assert.Equal(before + 1, await CountAsync("cancelledTasks"));
    }

    [Fact]
    public async Task Cancel_OfATaskThatHasEnded_IsAConflictAndChangesNothing()
    {
        var id = await Client.SubmitAsync(""" "taskType":"data","data":[1] """);
        var ended = await Client.EndAsync(id);

        await Client.DeleteAsync($"/inferno/compute/tasks/{id}").ProblemAsync(409);
        Assert.Equal(ended.ToJsonString(), await Client.GetAsync($"/inferno/compute/tasks/{id}").TextAsync());
    }

    [Fact]
    public async Task Task_ThatDependsOnOneThatIsCancelled_Fails()
    {
        var first = await Client.SubmitAsync($""" "taskType":"data","data":[1],{ComputeRequests.OnlyOn("nowhere")} """);
        var second = await Client.SubmitAsync($""" "taskType":"data","data":[2],"dependsOn":["{first}"] """);
        Assert.Equal($"[\"{first}\"]", (await Client.UnendedAsync(second))["dependsOn"]!.ToJsonString());

        await Client.DeleteAsync($"/inferno/compute/tasks/{first}").TextAsync();

        var ended = await Client.EndAsync(second);
        Assert.Equal((false, "Failed"), (ended["success"]!.GetValue<bool>(), ended.Text("status")));
        Assert.Contains(first, ended.Text("error"), StringComparison.Ordinal);
        Assert.Null(ended["resultData"]);
    }

    [Fact]
    public async Task Submit_RepeatedWithItsKey_GivesTheFirstAnswer()
    {
        var first = await SendAsync("/inferno/compute/tasks", "task-key", """{"taskType":"data","data":[1]}""").TextAsync();
        Assert.Equal(first, await SendAsync("/inferno/compute/tasks", "task-key", """{"taskType":"data","data":[1]}""").TextAsync());
        await SendAsync("/inferno/compute/tasks", "task-key", """{"taskType":"data","data":[2]}""").ProblemAsync(409);

        const string Batch = """{"tasks":[{"taskType":"data","data":[1]},{"taskType":"data","data":[2]}]}""";
        var batch = await SendAsync("/inferno/compute/tasks/batch", "batch-key", Batch).TextAsync();
        Assert.Equal(batch, await SendAsync("/inferno/compute/tasks/batch", "batch-key", Batch).TextAsync());
        await SendAsync("/inferno/compute/tasks/batch", "task-key", Batch).ProblemAsync(409);
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string key, string body)
    {
        using var request = Answers.Json(HttpMethod.Post, path, body, ("Idempotency-Key", key));
        return await Client.SendAsync(request);
    }

    private async Task<long> CountAsync(string count) => (await Client.GetAsync("/inferno/compute/stats").ReadAsync())[count]!.GetValue<long>();
}
