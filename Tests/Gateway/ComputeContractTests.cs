using System.Globalization;
using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>The examples of the contract, from an empty node on.</summary>
public sealed class ComputeContractTests
{
    private static readonly string[] statsMembers =
    [
        "totalNodes", "activeNodes", "totalTasks", "pendingTasks", "runningTasks", "completedTasks", "averageCpuUsage", "averageMemoryUsage",
        "failedTasks", "cancelledTasks", "queueAgeMs",
    ];

    [Fact]
    public async Task Compute_FromAnEmptyNode_AnswersToTheLetter()
    {
        using var data = new TemporaryDirectory();
        await using var node = await EmbeddedNode.StartAsync(data.Path);
        var client = node.Client;
        Assert.Equal("[]", await client.GetAsync("/inferno/compute/tasks").TextAsync());
        AssertStats("0 0 0 0 0 0", await client.GetAsync("/inferno/compute/stats").ReadAsync());
        var own = Assert.Single((await client.GetAsync("/inferno/compute/nodes").ReadAsync()).AsArray())!;
        Assert.Equal(("Silo", "Active"), (own.Text("kind"), own.Text("status")));

        Assert.Equal(
            """{"success":true,"nodeId":"node-1","message":"Node node-1 registered successfully"}""",
            await client.PostJsonAsync(
                "/inferno/compute/nodes",
                """{"id":"node-1","hostname":"worker1.local","port":9000,"status":"Active","capabilities":{"cpuCores":8,"memoryGB":16.0,"gpuAvailable":true,"maxConcurrentTasks":4},"load":{"cpuUsage":0.0,"memoryUsage":0.0,"activeTasks":0}}""").TextAsync());
        var stats = await client.GetAsync("/inferno/compute/stats").ReadAsync();
        Assert.Equal((2, 2), (stats["totalNodes"]!.GetValue<int>(), stats["activeNodes"]!.GetValue<int>()));

        Assert.Equal(
            """{"taskId":"task-1","status":"submitted"}""",
            await client.PostJsonAsync("/inferno/compute/tasks", """{"name":"image-processing","taskType":"data","data":[1.0,2.0,3.0]}""").TextAsync());
        var ended = (await client.EndAsync("task-1")).AsObject();
        Assert.Equal(
            [
                "taskId", "success", "resultData", "error", "executionTimeMs", "status", "node", "attempts", "output", "name", "taskType", "priority",
                "created", "started", "finished", "dependsOn",
            ],
            ended.Select(member => member.Key));
        var time = ended["executionTimeMs"]!.GetValue<long>().ToString(CultureInfo.InvariantCulture);
        Assert.StartsWith(
            $$"""{"taskId":"task-1","success":true,"resultData":[2,4,6],"error":null,"executionTimeMs":{{time}},"status":"Completed","node":""",
            ended.ToJsonString(),
            StringComparison.Ordinal);
        Assert.Equal("""{"shape":[3]}""", ended["output"]!.ToJsonString());
        AssertStats("1 0 0 1 0 0", await client.GetAsync("/inferno/compute/stats").ReadAsync());

        Assert.Equal(
            """{"taskIds":["task-2","task-3"],"status":"submitted"}""",
            await client.PostJsonAsync(
                "/inferno/compute/tasks/batch",
                """{"tasks":[{"taskType":"data","data":[1]},{"taskType":"tensor","operation":"relu","tensors":[{"shape":[2],"data":[-1,1]}]}]}""").TextAsync());
        await client.EndAsync("task-2");
        await client.EndAsync("task-3");
        Assert.Equal(
            ["task-3", "task-2", "task-1"],
            (await client.GetAsync("/inferno/compute/tasks").ReadAsync()).AsArray().Select(task => task!.Text("taskId")));

        Assert.Equal("""{"success":true,"message":"Node node-1 deleted"}""", await client.DeleteAsync("/inferno/compute/nodes/node-1").TextAsync());
        await client.GetAsync("/inferno/compute/nodes/node-1").ProblemAsync(404);
        AssertStats("3 0 0 3 0 0", await client.GetAsync("/inferno/compute/stats").ReadAsync());
    }

    /// <param name="expected">Tasks: in all, pending, running, completed, failed, cancelled.</param>
    /// <param name="stats">The answer.</param>
    private static void AssertStats(string expected, JsonNode stats)
    {
        Assert.Equal(statsMembers, stats.AsObject().Select(member => member.Key));
        string[] counts = ["totalTasks", "pendingTasks", "runningTasks", "completedTasks", "failedTasks", "cancelledTasks"];
        Assert.Equal(expected, string.Join(' ', counts.Select(count => stats[count]!.ToJsonString())));
        Assert.InRange(stats["averageCpuUsage"]!.GetValue<double>(), 0, 1);
        Assert.InRange(stats["averageMemoryUsage"]!.GetValue<double>(), 0, 1);
        Assert.Null(stats["queueAgeMs"]);
    }
}
