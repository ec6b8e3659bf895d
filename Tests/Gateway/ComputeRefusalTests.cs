using System.Net;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>What the routes of nodes and tasks refuse; each refusal leaves no task and no node.</summary>
[Collection(ComputingTests.Name)]
public sealed class ComputeRefusalTests(SharedNode node)
{
    private HttpClient Client => node.Client;

    /// <summary>Field at fault, task.</summary>
    public static TheoryData<string?, string> Tasks => new()
    {
        { null, "[]" },
        { null, "{" },
        { null, """{"taskType":"data","data":[NaN]}""" },
        { "taskType", "{}" },
        { "taskType", """{"data":[1]}""" },
        { "taskType", """{"taskType":null,"data":[1]}""" },
        { "taskType", """{"taskType":"Data","data":[1]}""" },
        { "taskType", """{"taskType":"guess","data":[1]}""" },
        { "input", """{"taskType":"agent"}""" },
        { "input", """{"taskType":"agent","input":null}""" },
        { "input", """{"taskType":"agent","input":"mirror"}""" },
        { "input", """{"taskType":"data","data":[1],"input":{"description":"mirror"}}""" },
        { "input", """{"taskType":"tensor","operation":"relu","tensors":[{"shape":[1],"data":[1]}],"input":{"description":"mirror"}}""" },
        { "input", """{"taskType":"inference","modelId":"digits","data":[1],"input":{"description":"mirror"}}""" },
        { "data", """{"taskType":"agent","input":{"description":"mirror"},"data":[1]}""" },
        { "modelId", """{"taskType":"agent","input":{"description":"mirror"},"modelId":"digits"}""" },
        { "operations", """{"taskType":"agent","input":{"description":"mirror"},"operations":["abs"]}""" },
        { "input.description", """{"taskType":"agent","input":{}}""" },
        { "input.description", """{"taskType":"agent","input":{"description":" "}}""" },
        { "input.description", """{"taskType":"agent","input":{"description":"a\u0000b"}}""" },
        { "input.description", $$$"""{"taskType":"agent","input":{"description":"{{{new string('x', 4_097)}}}"}}""" },
        { "input.symbol", $$$"""{"taskType":"agent","input":{"description":"a","symbol":"{{{new string('x', 129)}}}"}}""" },
        { "input.gesture", $$$"""{"taskType":"agent","input":{"description":"a","gesture":"{{{new string('x', 257)}}}"}}""" },
        { "input.depth", """{"taskType":"agent","input":{"description":"a","depth":4}}""" },
        { "input.depth", """{"taskType":"agent","input":{"description":"a","depth":-1}}""" },
        { "input.data", """{"taskType":"agent","input":{"description":"a","data":[]}}""" },
        { "input.data[0]", """{"taskType":"agent","input":{"description":"a","data":[1e39]}}""" },
        { "input.extra", """{"taskType":"agent","input":{"description":"a","extra":1}}""" },
        { "extra", """{"taskType":"data","data":[1],"extra":1}""" },
        { "key", """{"taskType":"data","data":[1],"key":"a"}""" },
        { "name", """{"taskType":"data","data":[1],"name":"a\u0000b"}""" },
        { "name", $$"""{"taskType":"data","data":[1],"name":"{{new string('x', 300)}}"}""" },
        { "data", """{"taskType":"data"}""" },
        { "data", """{"taskType":"data","data":[]}""" },
        { "data[3]", """{"taskType":"data","data":[1,2,3,1e39]}""" },
        { "data[0]", """{"taskType":"data","data":["1"]}""" },
        { "operation", """{"taskType":"data","data":[1],"operation":"add"}""" },
        { "tensors", """{"taskType":"data","data":[1],"tensors":[]}""" },
        { "operations[0].op", """{"taskType":"data","data":[1],"operations":["cube"]}""" },
        { "operations[1].factor", """{"taskType":"data","data":[1],"operations":["abs","scale"]}""" },
        { "operations[0].factor", """{"taskType":"data","data":[1],"operations":[{"op":"abs","factor":2}]}""" },
        { "operations[0].min", """{"taskType":"data","data":[1],"operations":[{"op":"clamp","min":2,"max":1}]}""" },
        { "operations[0].size", """{"taskType":"data","data":[1,2],"operations":[{"op":"window-mean","size":3}]}""" },
        { "operations", $$"""{"taskType":"data","data":[1],"operations":[{{string.Join(',', Enumerable.Repeat("\"abs\"", 65))}}]}""" },
        { "operation", """{"taskType":"tensor","tensors":[{"shape":[1],"data":[1]}]}""" },
        { "operation", """{"taskType":"tensor","operation":"invert","tensors":[{"shape":[1],"data":[1]}]}""" },
        { "tensors", """{"taskType":"tensor","operation":"relu"}""" },
        { "tensors", """{"taskType":"tensor","operation":"add","tensors":[{"shape":[1],"data":[1]}]}""" },
        { "tensors", """{"taskType":"tensor","operation":"add","tensors":[{"shape":[2],"data":[1,2]},{"shape":[3],"data":[1,2,3]}]}""" },
        { "tensors", """{"taskType":"tensor","operation":"matmul","tensors":[{"shape":[1,2],"data":[1,2]},{"shape":[1,2],"data":[1,2]}]}""" },
        { "tensors[0].data", """{"taskType":"tensor","operation":"relu","tensors":[{"shape":[2],"data":[1]}]}""" },
        { "tensors[0].shape[1]", """{"taskType":"tensor","operation":"relu","tensors":[{"shape":[1,0],"data":[]}]}""" },
        { "tensors[0].shape", """{"taskType":"tensor","operation":"relu","tensors":[{"shape":[1,1,1,1,1],"data":[1]}]}""" },
        { "tensors[0].shape", """{"taskType":"tensor","operation":"relu","tensors":[{"data":[1]}]}""" },
        { "factor", """{"taskType":"tensor","operation":"scale","tensors":[{"shape":[1],"data":[1]}]}""" },
        { "axis", """{"taskType":"tensor","operation":"sum","axis":2,"tensors":[{"shape":[1],"data":[1]}]}""" },
        { "data", """{"taskType":"tensor","operation":"relu","tensors":[{"shape":[1],"data":[1]}],"data":[1]}""" },
        { "modelId", """{"taskType":"inference","data":[1]}""" },
        { "priority", """{"taskType":"data","data":[1],"priority":11}""" },
        { "priority", """{"taskType":"data","data":[1],"priority":-11}""" },
        { "timeoutMs", """{"taskType":"data","data":[1],"timeoutMs":0}""" },
        { "timeoutMs", """{"taskType":"data","data":[1],"timeoutMs":86400001}""" },
        { "maxAttempts", """{"taskType":"data","data":[1],"maxAttempts":0}""" },
        { "maxAttempts", """{"taskType":"data","data":[1],"maxAttempts":11}""" },
        { "requires.cpuCores", """{"taskType":"data","data":[1],"requires":{"cpuCores":-1}}""" },
        { "requires.memoryGB", """{"taskType":"data","data":[1],"requires":{"memoryGB":-1}}""" },
        { "requires.disk", """{"taskType":"data","data":[1],"requires":{"disk":1}}""" },
        { "dependsOn[0]", """{"taskType":"data","data":[1],"dependsOn":["task-999999"]}""" },
        { "dependsOn[0]", """{"taskType":"data","data":[1],"dependsOn":["a"]}""" },
        { "dependsOn[0]", """{"taskType":"data","data":[1],"dependsOn":[""]}""" },
    };

    /// <summary>Field at fault, tasks.</summary>
    public static TheoryData<string?, string> Batches => new()
    {
        { null, "" },
        { "tasks", "{}" },
        { "tasks", """{"tasks":[]}""" },
        { "tasks", $$"""{"tasks":[{{string.Join(',', Enumerable.Repeat("""{"taskType":"data","data":[1]}""", 1_001))}}]}""" },
        { "tasks[1].taskType", """{"tasks":[{"taskType":"data","data":[1]},{"data":[1]}]}""" },
        { "tasks[2].data[1]", """{"tasks":[{"taskType":"data","data":[1]},{"taskType":"data","data":[1]},{"taskType":"data","data":[1,"2"]}]}""" },
        { "tasks[0].operations[0].op", """{"tasks":[{"taskType":"data","data":[1],"operations":["cube"]}]}""" },
        { "tasks[0].input.description", """{"tasks":[{"taskType":"agent","input":{}}]}""" },
        { "tasks[1].input", """{"tasks":[{"taskType":"agent","input":{"description":"mirror"}},{"taskType":"agent"}]}""" },
        { "tasks[1].key", """{"tasks":[{"key":"a","taskType":"data","data":[1]},{"key":"a","taskType":"data","data":[1]}]}""" },
        { "tasks[0].dependsOn[0]", """{"tasks":[{"taskType":"data","data":[1],"dependsOn":["nobody"]}]}""" },
        { "tasks[1].dependsOn[0]", """{"tasks":[{"taskType":"data","data":[1]},{"taskType":"data","data":[1],"dependsOn":["task-999999"]}]}""" },
    };

    /// <summary>Batches whose tasks wait for each other in a circle.</summary>
    public static TheoryData<string> Cycles => new(
        """{"tasks":[{"key":"a","taskType":"data","data":[1],"dependsOn":["a"]}]}""",
        """{"tasks":[{"key":"a","taskType":"data","data":[1],"dependsOn":["b"]},{"key":"b","taskType":"data","data":[1],"dependsOn":["a"]}]}""",
        """{"tasks":[{"key":"d","taskType":"data","data":[1]},{"key":"a","taskType":"data","data":[1],"dependsOn":["d","c"]},{"key":"b","taskType":"data","data":[1],"dependsOn":["a"]},{"key":"c","taskType":"data","data":[1],"dependsOn":["b"]}]}""");

    /// <summary>Field at fault, node.</summary>
    public static TheoryData<string?, string> Nodes => new()
    {
        { null, "" },
        { null, "[]" },
        { "id", """{"hostname":"a","port":1,"capabilities":{"cpuCores":1,"memoryGB":1}}""" },
        { "id", """{"id":"a b","hostname":"a","port":1,"capabilities":{"cpuCores":1,"memoryGB":1}}""" },
        { "id", """{"id":"../a","hostname":"a","port":1,"capabilities":{"cpuCores":1,"memoryGB":1}}""" },
        { "hostname", """{"id":"refused","port":1,"capabilities":{"cpuCores":1,"memoryGB":1}}""" },
        { "hostname", """{"id":"refused","hostname":"","port":1,"capabilities":{"cpuCores":1,"memoryGB":1}}""" },
        { "port", """{"id":"refused","hostname":"a","capabilities":{"cpuCores":1,"memoryGB":1}}""" },
        { "port", """{"id":"refused","hostname":"a","port":0,"capabilities":{"cpuCores":1,"memoryGB":1}}""" },
        { "port", """{"id":"refused","hostname":"a","port":65536,"capabilities":{"cpuCores":1,"memoryGB":1}}""" },
        { "status", """{"id":"refused","hostname":"a","port":1,"status":"Happy","capabilities":{"cpuCores":1,"memoryGB":1}}""" },
        { "capabilities", """{"id":"refused","hostname":"a","port":1}""" },
        { "capabilities.memoryGB", """{"id":"refused","hostname":"a","port":1,"capabilities":{"cpuCores":1}}""" },
        { "capabilities.cpuCores", """{"id":"refused","hostname":"a","port":1,"capabilities":{"cpuCores":0,"memoryGB":1}}""" },
        { "capabilities.memoryGB", """{"id":"refused","hostname":"a","port":1,"capabilities":{"cpuCores":1,"memoryGB":-1}}""" },
        { "capabilities.maxConcurrentTasks", """{"id":"refused","hostname":"a","port":1,"capabilities":{"cpuCores":1,"memoryGB":1,"maxConcurrentTasks":0}}""" },
        { "capabilities.disk", """{"id":"refused","hostname":"a","port":1,"capabilities":{"cpuCores":1,"memoryGB":1,"disk":1}}""" },
        { "load.cpuUsage", """{"id":"refused","hostname":"a","port":1,"capabilities":{"cpuCores":1,"memoryGB":1},"load":{"cpuUsage":"low"}}""" },
        { "labels.zone", """{"id":"refused","hostname":"a","port":1,"capabilities":{"cpuCores":1,"memoryGB":1},"labels":{"zone":1}}""" },
        { "labels", """{"id":"refused","hostname":"a","port":1,"capabilities":{"cpuCores":1,"memoryGB":1},"labels":{"a b":"c"}}""" },
    };

    [Theory]
    [MemberData(nameof(Tasks))]
    public Task Task_ThatIsNotAllowed_IsRefusedByItsFieldAndChangesNothing(string? field, string body) =>
        AssertRefusedAsync("/inferno/compute/tasks", field, body);

    [Theory]
    [MemberData(nameof(Batches))]
    public Task Batch_ThatIsNotAllowed_IsRefusedWholeByTheFieldAtFault(string? field, string body) =>
        AssertRefusedAsync("/inferno/compute/tasks/batch", field, body);

    [Theory]
    [MemberData(nameof(Cycles))]
    public async Task Batch_WhoseTasksWaitForEachOther_IsRefused(string body)
    {
        var before = await CountsAsync();
        var text = await Client.PostJsonAsync("/inferno/compute/tasks/batch", body).TextAsync(HttpStatusCode.BadRequest);

        var field = System.Text.Json.Nodes.JsonNode.Parse(text)!.Text("field");
        Assert.Matches(@"\Atasks\[\d\]\.dependsOn", field);
        Answers.CheckProblem(text, 400, field);
        Assert.Equal(before, await CountsAsync());
    }

    [Theory]
    [MemberData(nameof(Nodes))]
    public async Task Node_ThatIsNotAllowed_IsRefusedByItsFieldAndChangesNothing(string? field, string body)
    {
        await AssertRefusedAsync("/inferno/compute/nodes", field, body);
        await Client.GetAsync("/inferno/compute/nodes/refused").ProblemAsync(404);
    }

    [Fact]
    public async Task Task_WhoseResultWouldBeEnormous_IsRefusedAtOnceAndSaysHowLargeItMayBe()
    {
        var numbers = string.Join(',', Enumerable.Repeat("1", 100_000));

        var detail = await AssertRefusedAsync(
            "/inferno/compute/tasks",
            "tensors",
            $$"""{"taskType":"tensor","operation":"matmul","tensors":[{"shape":[100000,1],"data":[{{numbers}}]},{"shape":[1,100000],"data":[{{numbers}}]}]}""");
        Assert.Contains("40,000,000,000 bytes", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tasks?status=Happy", "status")]
    [InlineData("tasks?status=0", "status")]
    [InlineData("tasks?status=", "status")]
    [InlineData("tasks?limit=0", "limit")]
    [InlineData("tasks?limit=1001", "limit")]
    [InlineData("tasks?cursor=1", "cursor")]
    [InlineData("tasks?cursor=", "cursor")]
    [InlineData("nodes?limit=1001", "limit")]
    [InlineData("nodes?limit=x", "limit")]
    [InlineData("nodes?cursor=", "cursor")]
    [InlineData("nodes?cursor=%20", "cursor")]
    [InlineData("tasks/task-1?wait=", "wait")]
    [InlineData("tasks/task-1?wait=-1", "wait")]
    [InlineData("tasks/task-1?wait=61", "wait")]
    [InlineData("tasks/task-1?wait=1.5", "wait")]
    [InlineData("tasks/task-1?wait=soon", "wait")]
    [InlineData("tasks/nothing?wait=61", "wait")]
    [InlineData("events?after=", "after")]
    [InlineData("events?after=newest", "after")]
    public async Task Question_WithAWrongParameter_IsRefusedByIt(string query, string parameter) =>
        await Client.GetAsync($"/inferno/compute/{query}").ProblemAsync(400, parameter);

    [Theory]
    [InlineData("task-999999999")]
    [InlineData("task-0")]
    [InlineData("task-01")]
    [InlineData("TASK-1")]
    [InlineData("task-9223372036854775808")]
    [InlineData("batch")]
    [InlineData("%20")]
    [InlineData("a'b%22c")]
    public async Task Task_ThatIsNotThere_IsNotFoundByAnyRoute(string id)
    {
        await Client.GetAsync($"/inferno/compute/tasks/{id}").ProblemAsync(404);
        await Client.GetAsync($"/inferno/compute/tasks/{id}?wait=60").ProblemAsync(404);
        await Client.GetAsync($"/inferno/compute/tasks/{id}/result").ProblemAsync(404);
        await Client.DeleteAsync($"/inferno/compute/tasks/{id}").ProblemAsync(404);
    }

    public static TheoryData<string> NodeIds => new("nobody", "NODE-1", "%20", "a%2fb", "gr%C3%B6%C3%9Fe", "a'b%22c", new string('x', 128), new string('x', 2_000));

    [Theory]
    [MemberData(nameof(NodeIds))]
    public async Task Node_ThatIsNotThere_IsNotFoundByAnyRoute(string id)
    {
        await Client.GetAsync($"/inferno/compute/nodes/{id}").ProblemAsync(404);
        await Client.DeleteAsync($"/inferno/compute/nodes/{id}").ProblemAsync(404);
        await Client.PostAsync($"/inferno/compute/nodes/{id}/drain", null).ProblemAsync(404);
        await Client.PostAsync($"/inferno/compute/nodes/{id}/activate", null).ProblemAsync(404);
    }

    [Theory]
    [InlineData("tasks")]
    [InlineData("tasks/batch")]
    [InlineData("nodes")]
    public async Task Body_ThatIsNotJsonOrWithABadKey_IsRefused(string route)
    {
        await Client.PostAsync($"/inferno/compute/{route}", new StringContent("""{"taskType":"data","data":[1]}""")).ProblemAsync(415);
        using var request = Answers.Json(
            HttpMethod.Post,
            $"/inferno/compute/{route}",
            route switch
            {
                "nodes" => """{"id":"refused","hostname":"a","port":1,"capabilities":{"cpuCores":1,"memoryGB":1}}""",
                "tasks" => """{"taskType":"data","data":[1]}""",
                _ => """{"tasks":[{"taskType":"data","data":[1]}]}""",
            },
            ("Idempotency-Key", new string('k', 256)));
        await Client.SendAsync(request).ProblemAsync(400, "Idempotency-Key");
        using var put = Answers.Json(HttpMethod.Put, $"/inferno/compute/{route}", "{}");
        await Client.SendAsync(put).ProblemAsync(405);
    }

    private async Task<string> AssertRefusedAsync(string path, string? field, string body)
    {
        var before = await CountsAsync();
        var detail = await Client.PostJsonAsync(path, body).ProblemAsync(400, field);
        Assert.Equal(before, await CountsAsync());
        return detail;
    }

    private async Task<(int Nodes, int Tasks)> CountsAsync()
    {
        var stats = await Client.GetAsync("/inferno/compute/stats").ReadAsync();
        return (stats["totalNodes"]!.GetValue<int>(), stats["totalTasks"]!.GetValue<int>());
    }
}
