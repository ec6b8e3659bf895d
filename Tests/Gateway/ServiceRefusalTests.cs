using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>What deploying services and tasks refuses. The node's deployment takes rows of four numbers and gives two.</summary>
[Collection(RefusingTests.Name)]
public sealed class ServiceRefusalTests(RefusingNode node)
{
    private const string Step = """{"operations":["abs"]}""";
    private const string Double = """{"taskType":"data","data":[1]}""";

    /// <summary>Status, field at fault, what the message must name, body.</summary>
    public static TheoryData<int, string?, string, string> Services => new()
    {
        { 400, null, "JSON", "{" },
        { 400, null, "object", "[]" },
        { 400, "name", "1 to 128", $$"""{"steps":[{{Step}}],"inputSize":1}""" },
        { 400, "name", "text", $$"""{"name":1,"steps":[{{Step}}],"inputSize":1}""" },
        { 400, "model", "unknown field", """{"name":"x","model":"four"}""" },
        { 400, "steps", "holds 0", """{"name":"x"}""" },
        { 400, "steps", "holds 0", """{"name":"x","steps":[]}""" },
        { 400, "steps", "list", """{"name":"x","steps":{}}""" },
        { 400, "steps", "holds 33", $$"""{"name":"x","inputSize":1,"steps":[{{string.Join(',', Enumerable.Repeat(Step, 33))}}]}""" },
        { 400, "steps[0]", "neither", """{"name":"x","steps":[{}]}""" },
        { 400, "steps[0]", "object", """{"name":"x","steps":["abs"]}""" },
        { 400, "steps[0].model", "both", """{"name":"x","steps":[{"model":"four","operations":["abs"]}]}""" },
        { 400, "steps[0].models", "unknown field", """{"name":"x","steps":[{"models":"four"}]}""" },
        { 404, "steps[0].model", "'five'", """{"name":"x","steps":[{"model":"five"}]}""" },
        { 404, "steps[0].model", "'deploy-999'", """{"name":"x","steps":[{"model":"deploy-999"}]}""" },
        { 400, "steps[0].model", "slash", """{"name":"x","steps":[{"model":"../four"}]}""" },
        { 400, "steps[0].model", "of its own does not have", """{"name":"x","steps":[{"model":"/data/four"}]}""" },
        { 400, "steps[0].model", "the service itself", """{"name":"four","steps":[{"model":"four"}]}""" },
        { 400, "steps[2].model", "rows of 2 come", """{"name":"x","inputSize":4,"steps":[{"operations":["abs"]},{"model":"four"},{"model":"four"}]}""" },
        { 400, "steps[0].model", "rows of 3", """{"name":"x","inputSize":3,"steps":[{"model":"four"}]}""" },
        { 400, "inputSize", "required", $$"""{"name":"x","steps":[{{Step}}]}""" },
        { 400, "inputSize", "is 0", $$"""{"name":"x","inputSize":0,"steps":[{{Step}}]}""" },
        { 400, "inputSize", "whole number", $$"""{"name":"x","inputSize":1.5,"steps":[{{Step}}]}""" },
        { 400, "steps[0].operations[0].op", "'blur'", """{"name":"x","inputSize":1,"steps":[{"operations":["blur"]}]}""" },
        { 400, "steps[0].operations[0].factor", "required", """{"name":"x","inputSize":1,"steps":[{"operations":["scale"]}]}""" },
        { 400, "steps[0].operations[0].min", "not a parameter", """{"name":"x","inputSize":1,"steps":[{"operations":[{"op":"abs","min":1}]}]}""" },
        { 400, "restartPolicy.mode", "Always, OnFailure, Never", $$$"""{"name":"x","inputSize":1,"steps":[{{{Step}}}],"restartPolicy":{"mode":"Often"}}""" },
        { 400, "resources[0].resourceType", "Compute", $$"""{"name":"x","inputSize":1,"steps":[{{Step}}],"resources":[{"resourceType":"Memory","amount":1}]}""" },
        { 400, "namespace.mode", "clean, copy or share", $$$"""{"name":"x","inputSize":1,"steps":[{{{Step}}}],"namespace":{"mode":"new"}}""" },
        { 400, "namespace.of", "proc-N", $$$"""{"name":"x","inputSize":1,"steps":[{{{Step}}}],"namespace":{"mode":"copy","of":"deploy-1"}}""" },
        { 404, "namespace.of", "proc-999", $$$"""{"name":"x","inputSize":1,"steps":[{{{Step}}}],"namespace":{"mode":"copy","of":"proc-999"}}""" },
        { 400, "steps[0].model", "finds nothing", """{"name":"x","steps":[{"model":"/models/none"}],"namespace":{"mode":"share"}}""" },
    };

    /// <summary>Status, field at fault, what the message must name, body.</summary>
    public static TheoryData<int, string?, string, string> DeployedTasks => new()
    {
        { 400, "name", "1 to 128", $$$"""{"task":{{{Double}}}}""" },
        { 400, "task", "required", """{"name":"x"}""" },
        { 400, "task", "object", """{"name":"x","task":[]}""" },
        { 400, "task.taskType", "inference, tensor, data or agent", """{"name":"x","task":{}}""" },
        { 400, "task.data", "required", """{"name":"x","task":{"taskType":"data"}}""" },
        { 400, "task.data[0]", "number", """{"name":"x","task":{"taskType":"data","data":["a"]}}""" },
        { 400, "task.operations[0].op", "'blur'", """{"name":"x","task":{"taskType":"data","data":[1],"operations":["blur"]}}""" },
        { 400, "task.key", "batch", """{"name":"x","task":{"taskType":"data","data":[1],"key":"k"}}""" },
        { 400, "task.dependsOn", "depends on none", """{"name":"x","task":{"taskType":"data","data":[1],"dependsOn":["task-1"]}}""" },
        { 400, "task.priority", "from -10 to 10", """{"name":"x","task":{"taskType":"data","data":[1],"priority":11}}""" },
        { 400, "task.timeoutMs", "from 1 to", """{"name":"x","task":{"taskType":"data","data":[1],"timeoutMs":0}}""" },
        { 400, "task.modelId", "missing", """{"name":"x","task":{"taskType":"inference","data":[1]}}""" },
        { 400, "task.data", "must hold 4", """{"name":"x","task":{"taskType":"inference","modelId":"deploy-1","data":[1]}}""" },
        { 404, null, "'deploy-999'", """{"name":"x","task":{"taskType":"inference","modelId":"deploy-999","data":[1]}}""" },
        { 400, "task.input", "missing", """{"name":"x","task":{"taskType":"agent"}}""" },
        { 400, "schedule", "neither", $$$"""{"name":"x","task":{{{Double}}},"schedule":{}}""" },
        { 400, "schedule", "both", $$$"""{"name":"x","task":{{{Double}}},"schedule":{"cron":"* * * * *","everyMs":1000}}""" },
        { 400, "schedule.everyMs", "from 1,000", $$$"""{"name":"x","task":{{{Double}}},"schedule":{"everyMs":10}}""" },
        { 400, "schedule.cron", "five fields", $$$"""{"name":"x","task":{{{Double}}},"schedule":{"cron":"often"}}""" },
        { 400, "schedule.timeZone", "IANA", $$$"""{"name":"x","task":{{{Double}}},"schedule":{"cron":"* * * * *","timeZone":"Nowhere/City"}}""" },
        { 400, "schedule.often", "unknown field", $$$"""{"name":"x","task":{{{Double}}},"schedule":{"often":1}}""" },
        { 400, "restartPolicy.maxRestarts", "from 0", $$$"""{"name":"x","task":{{{Double}}},"restartPolicy":{"maxRestarts":-1}}""" },
        { 400, "resources[0].resourceType", "no resources of its own", $$"""{"name":"x","task":{{Double}},"resources":[{"resourceType":"Agent","amount":1}]}""" },
        { 400, "resources", "would have 6", """{"name":"x","task":{"taskType":"agent","input":{"description":"d","gesture":"flame"}},"resources":[{"resourceType":"Agent","amount":5}]}""" },
        { 404, "namespace.of", "proc-999", $$$"""{"name":"x","task":{{{Double}}},"namespace":{"mode":"share","of":"proc-999"}}""" },
        { 400, "task.modelId", "cannot be called", """{"name":"x","task":{"taskType":"inference","modelId":"deploy-1","data":[1,2,3,4]},"namespace":{"mode":"share","of":"proc-1"}}""" },
    };

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Deploy_OfWhatIsNoService_IsRefusedByItsFieldAndChangesNothing(int status, string? field, string named, string body) =>
        await AssertRefusedAsync("/inferno/deploy/service", status, field, named, body);

    [Theory]
    [MemberData(nameof(DeployedTasks))]
    public async Task Deploy_OfWhatIsNoTask_IsRefusedByItsFieldAndChangesNothing(int status, string? field, string named, string body) =>
        await AssertRefusedAsync("/inferno/deploy/task", status, field, named, body);

    [Fact]
    public async Task DeployedTask_ThatIsAskedWhatOnlyNetworksCan_SaysWhatItIs()
    {
        var client = node.Client;
        var id = (await client.PostJsonAsync("/inferno/deploy/task", $$$"""{"name":"no-network","task":{{{Double}}},"schedule":{"cron":"0 0 1 1 *"}}""").ReadAsync()).Text("deploymentId");
        Assert.Contains("/runs", await client.PostJsonAsync($"/inferno/execute/{id}", """{"data":[1]}""").ProblemAsync(409), StringComparison.Ordinal);
        Assert.Contains("is a deployed task", await client.GetAsync($"/inferno/deployments/{id}/stats").ProblemAsync(409), StringComparison.Ordinal);
        Assert.Contains("is a deployed task", await client.PostJsonAsync($"/inferno/deployments/{id}/scale", """{"replicas":2}""").ProblemAsync(409), StringComparison.Ordinal);
        Assert.Contains(
            "is a DistributedTask",
            await client.PostJsonAsync("/inferno/compute/tasks", $$"""{"taskType":"inference","modelId":"{{id}}","data":[1]}""").ProblemAsync(400, "modelId"),
            StringComparison.Ordinal);
        Assert.Contains(
            "is a DistributedTask",
            await client.PostJsonAsync("/inferno/deploy/service", $$"""{"name":"x","steps":[{"model":"{{id}}"}]}""").ProblemAsync(400, "steps[0].model"),
            StringComparison.Ordinal);
        Assert.Equal("[]", await client.GetAsync($"/inferno/deployments/{id}/runs").TextAsync());
        await client.GetAsync($"/inferno/deployments/{id}/runs?limit=0").ProblemAsync(400, "limit");
        await client.GetAsync($"/inferno/deployments/{node.Deployment}/runs").ProblemAsync(404);
        await client.GetAsync("/inferno/deployments/none/runs").ProblemAsync(404);
        await node.RemoveAsync(id);
        await node.AssertUnchangedAsync();
    }

    private async Task AssertRefusedAsync(string route, int status, string? field, string named, string body)
    {
        Assert.Contains(named, await node.Client.PostJsonAsync(route, body).ProblemAsync(status, field), StringComparison.Ordinal);
        await node.AssertUnchangedAsync();
    }
}
