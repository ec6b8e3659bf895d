using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Compute nodes over HTTP.</summary>
[Collection(ComputingTests.Name)]
public sealed class ComputeNodeTests(SharedNode node)
{
    private HttpClient Client => node.Client;

    [Fact]
    public async Task Node_ThatIsRegistered_IsDescribedByWhatItMayUse()
    {
        await Client.PostJsonAsync(
            "/inferno/compute/nodes",
            """{"id":"boastful","hostname":"far.invalid","port":1,"capabilities":{"cpuCores":1000,"memoryGB":100000,"gpuAvailable":true,"maxConcurrentTasks":2},"load":{"cpuUsage":0.9,"memoryUsage":0.9,"activeTasks":7},"labels":{"zone":"b"}}""").TextAsync();

        var item = (await Client.GetAsync("/inferno/compute/nodes/boastful").ReadAsync()).AsObject();

        Assert.Equal(["id", "hostname", "port", "status", "capabilities", "load", "kind", "silo", "labels"], item.Select(member => member.Key));
        Assert.Equal(("boastful", "far.invalid", 1, "Active", "Virtual"), (item.Text("id"), item.Text("hostname"), item["port"]!.GetValue<int>(), item.Text("status"), item.Text("kind")));
        Assert.Equal("""{"zone":"b"}""", item["labels"]!.ToJsonString());
        var capabilities = item["capabilities"]!.AsObject();
        Assert.Equal(["cpuCores", "memoryGB", "gpuAvailable", "maxConcurrentTasks"], capabilities.Select(member => member.Key));
        Assert.InRange(capabilities["cpuCores"]!.GetValue<double>(), 0.01, Environment.ProcessorCount);
        Assert.InRange(capabilities["memoryGB"]!.GetValue<double>(), 0.01, 99_999);
        Assert.False(capabilities["gpuAvailable"]!.GetValue<bool>());
        var load = item["load"]!.AsObject();
        Assert.Equal(["cpuUsage", "memoryUsage", "activeTasks"], load.Select(member => member.Key));
        Assert.Equal(0, load["activeTasks"]!.GetValue<int>());

        // It has the only silo there is, which is a node as well.
        var own = await OwnAsync();
        Assert.Equal(own.Text("silo"), item.Text("silo"));
        Assert.Equal(capabilities["cpuCores"]!.ToJsonString(), own["capabilities"]!["cpuCores"]!.ToJsonString());
        await Client.DeleteAsync("/inferno/compute/nodes/boastful").TextAsync();
    }

    [Fact]
    public async Task Node_RegisteredAgain_IsWhatItWasRegisteredAsLast()
    {
        await Client.RegisterNodeAsync("again");
        await Client.RegisterNodeAsync("again", ""","status":"Maintenance","load":null""");
        Assert.Equal("Maintenance", (await Client.GetAsync("/inferno/compute/nodes/again").ReadAsync()).Text("status"));

        await Client.PostJsonAsync("/inferno/compute/nodes", """{"id":"again","hostname":"else.invalid","port":2,"capabilities":{"cpuCores":1,"memoryGB":1}}""").TextAsync();
        var item = await Client.GetAsync("/inferno/compute/nodes/again").ReadAsync();
        Assert.Equal(("else.invalid", "Active", "{}"), (item.Text("hostname"), item.Text("status"), item["labels"]!.ToJsonString()));
        await Client.DeleteAsync("/inferno/compute/nodes/again").TextAsync();
    }

    [Fact]
    public async Task Drain_OfANode_KeepsTasksWaitingUntilItIsActivated()
    {
        await Client.RegisterNodeAsync("drained");
        var drained = await Client.PostAsync("/inferno/compute/nodes/drained/drain", null).ReadAsync();
        Assert.Equal(("drained", "Maintenance"), (drained.Text("id"), drained.Text("status")));
        Assert.Equal("Maintenance", (await Client.PostAsync("/inferno/compute/nodes/drained/drain", null).ReadAsync()).Text("status"));
        var id = await Client.SubmitAsync($""" "taskType":"data","data":[1],{ComputeRequests.OnlyOn("drained")} """);
        Assert.Equal("Pending", (await Client.UnendedAsync(id)).Text("status"));

        Assert.Equal("Active", (await Client.PostAsync("/inferno/compute/nodes/drained/activate", null).ReadAsync()).Text("status"));

        var ended = await Client.EndAsync(id);
        Assert.Equal(("Completed", "drained"), (ended.Text("status"), ended.Text("node")));
        Assert.Equal("""{"success":true,"message":"Node drained deleted"}""", await Client.DeleteAsync("/inferno/compute/nodes/drained").TextAsync());
        foreach (var route in new[] { "/drain", "/activate" })
        {
            await Client.PostAsync($"/inferno/compute/nodes/drained{route}", null).ProblemAsync(404);
        }

        await Client.DeleteAsync("/inferno/compute/nodes/drained").ProblemAsync(404);
    }

    [Fact]
    public async Task Node_OfASiloThatIsThere_CannotBeDeletedOrRegisteredOtherwise()
    {
        var own = await OwnAsync();

        await Client.DeleteAsync($"/inferno/compute/nodes/{own.Text("id")}").ProblemAsync(409);
        await Client.PostJsonAsync("/inferno/compute/nodes", $$$"""{"id":"{{{own.Text("id")}}}","hostname":"x","port":1,"capabilities":{"cpuCores":1,"memoryGB":1}}""").ProblemAsync(409);
        Assert.Equal(own.Text("hostname"), (await OwnAsync()).Text("hostname"));
    }

    [Fact]
    public async Task List_OfNodes_IsPagedById()
    {
        string[] ids = ["page-c", "page-a", "page-B", "page-b"];
        foreach (var id in ids)
        {
            await Client.RegisterNodeAsync(id);
        }

        var found = new List<string>();
        for (var next = "/inferno/compute/nodes?limit=2"; next is not null;)
        {
            using var answer = await Client.GetAsync(next);
            var items = (await Task.FromResult(answer).ReadAsync()).AsArray();
            Assert.InRange(items.Count, 1, 2);
            found.AddRange(items.Select(item => item!.Text("id")));
            next = answer.Headers.TryGetValues("Link", out var links) ? Assert.Single(links).Split('<', '>')[1] : null;
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), found.Where(id => id.StartsWith("page-", StringComparison.Ordinal)));
        Assert.Equal((await Client.GetAsync("/inferno/compute/nodes").ReadAsync()).AsArray().Select(item => item!.Text("id")), found);
        foreach (var id in ids)
        {
            await Client.DeleteAsync($"/inferno/compute/nodes/{Uri.EscapeDataString(id)}").TextAsync();
        }
    }

    [Fact]
    public async Task Register_RepeatedWithItsKey_ChangesNothing()
    {
        const string First = """{"id":"keyed","hostname":"first.invalid","port":1,"capabilities":{"cpuCores":1,"memoryGB":1}}""";
        var answer = await SendAsync(First).TextAsync();
        await Client.PostJsonAsync("/inferno/compute/nodes", First.Replace("first", "second", StringComparison.Ordinal)).TextAsync();

        Assert.Equal(answer, await SendAsync(First).TextAsync());
        Assert.Equal("second.invalid", (await Client.GetAsync("/inferno/compute/nodes/keyed").ReadAsync()).Text("hostname"));
        await SendAsync(First.Replace("first", "third", StringComparison.Ordinal)).ProblemAsync(409);
        await Client.DeleteAsync("/inferno/compute/nodes/keyed").TextAsync();
    }

    private async Task<HttpResponseMessage> SendAsync(string body)
    {
        using var request = Answers.Json(HttpMethod.Post, "/inferno/compute/nodes", body, ("Idempotency-Key", "node-key"));
        return await Client.SendAsync(request);
    }

    private async Task<JsonNode> OwnAsync() =>
        (await Client.GetAsync("/inferno/compute/nodes").ReadAsync()).AsArray().Single(item => item!.Text("kind") == "Silo")!;
}
