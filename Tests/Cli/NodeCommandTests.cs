using Microsoft.AspNetCore.Builder;

namespace InfernoOrleans.Tests.Cli;

public sealed class NodeCommandTests
{
    private const string Silo = """
        {"id":"silo-1","hostname":"127.0.0.1","port":11111,"status":"Busy",
         "capabilities":{"cpuCores":2,"memoryGB":11.768,"gpuAvailable":false,"maxConcurrentTasks":4},
         "load":{"cpuUsage":0.456,"memoryUsage":0.1,"activeTasks":4},"kind":"Silo","silo":"silo-1","labels":{}}
        """;

    private const string Virtual = """
        {"id":"[node]","hostname":"worker1.local","port":9000,"status":"Maintenance",
         "capabilities":{"cpuCores":0.5,"memoryGB":2,"gpuAvailable":true,"maxConcurrentTasks":1},
         "load":{"cpuUsage":0,"memoryUsage":0,"activeTasks":1},"kind":"Virtual","silo":null,"labels":{"zone":"a","disk":"fast"},"sinceMs":7}
        """;

    [Fact]
    public async Task Nodes_IntoAPipe_PrintsALineForEach()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/compute/nodes", () => ScriptedServer.Json($"[{Silo},{Virtual}]")));

        var run = await CommandRun.OfAsync("nodes", "--url", $"{server.Url}");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            ["silo-1 Silo silo-1 Busy 4/4 46 % 10 % 2 11.77", "[node] Virtual – Maintenance 1/1 0 % 0 % 0.5 2 zone=a disk=fast"],
            run.Output.Split('\n').Where(line => line.Contains("/4 ", StringComparison.Ordinal) || line.Contains("/1 ", StringComparison.Ordinal)).Select(Cells));
    }

    [Fact]
    public async Task Nodes_AsJson_PassesOnWhatTheServerKnows()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/compute/nodes", () => ScriptedServer.Json($"[{Silo},{Virtual}]")));

        var run = await CommandRun.OfAsync("nodes", "--json", "--url", $"{server.Url}");

        AssertJson.Equal($"[{Silo},{Virtual}]", run.Output);
    }

    [Fact]
    public async Task Nodes_OfAnId_ShowsThatOneWithAllThatIsKnown()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/compute/nodes/{id}", () => ScriptedServer.Json(Virtual)));

        var run = await CommandRun.OfAsync("nodes", "[node]", "--url", $"{server.Url}");

        Assert.Equal("GET /inferno/compute/nodes/%5Bnode%5D", Assert.Single(server.Requests).Line);
        Assert.Matches(@"(?m)^address +worker1\.local:9000 *$", run.Output);
        Assert.Matches(@"(?m)^tasks +1/1 *$", run.Output);
        Assert.Matches(@"(?m)^GPU +yes *$", run.Output);
        Assert.Matches(@"(?m)^sinceMs +7 *$", run.Output);
    }

    [Theory]
    [InlineData("", """{"id":"node-1","hostname":"worker1.local","port":9000,"capabilities":{"cpuCores":0.5,"memoryGB":16}}""")]
    [InlineData(
        " --gpu --max-tasks 3 --label zone=a --label path=/a=b",
        """
        {"id":"node-1","hostname":"worker1.local","port":9000,
         "capabilities":{"cpuCores":0.5,"memoryGB":16,"gpuAvailable":true,"maxConcurrentTasks":3},"labels":{"zone":"a","path":"/a=b"}}
        """)]
    public async Task NodesAdd_OfADescription_SendsWhatWasGivenAndNothingElse(string options, string body)
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapPost("/inferno/compute/nodes", () => ScriptedServer.Json(
            """{"success":true,"nodeId":"node-1","message":"Node node-1 registered successfully"}""")));

        var line = $"nodes add node-1 --hostname worker1.local --port 9000 --cores 0.5 --memory 16{options} --url {server.Url}";
        var run = await CommandRun.OfAsync(line.Split(' '));

        Assert.Equal((0, "node-1\n", "Node node-1 registered successfully\n"), (run.ExitCode, run.Output, run.Error));
        AssertJson.Equal(body, Assert.Single(server.Requests).Body);
    }

    [Theory]
    [InlineData("drain silo-1", "POST /inferno/compute/nodes/silo-1/drain", "silo-1 takes no new tasks; it has 4 to finish.\n")]
    [InlineData("nodes activate silo-1", "POST /inferno/compute/nodes/silo-1/activate", "silo-1 takes tasks again.\n")]
    public async Task DrainAndActivate_OfANode_SayWhatItDoesNow(string line, string request, string said)
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapPost("/inferno/compute/nodes/silo-1/{what}", () => ScriptedServer.Json(Silo)));

        var run = await CommandRun.OfAsync([.. line.Split(' '), "--url", $"{server.Url}"]);
        var json = await CommandRun.OfAsync([.. line.Split(' '), "--json", "--url", $"{server.Url}"]);

        Assert.Equal((0, "", said), (run.ExitCode, run.Output, run.Error));
        Assert.Equal((0, ""), (json.ExitCode, json.Error));
        AssertJson.Equal(Silo, json.Output);
        Assert.All(server.Requests, sent => Assert.Equal((request, ""), (sent.Line, sent.Body)));
    }

    [Fact]
    public async Task NodesRm_WithOneThatIsRefused_RemovesTheOthersAndExits1()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapDelete("/inferno/compute/nodes/{id}", (string id) => id == "silo-1"
            ? ScriptedServer.Problem(409, """{"error":"silo-1 is the node of a silo that is there."}""")
            : ScriptedServer.Json($$"""{"success":true,"message":"Node {{id}} deleted"}""")));

        var run = await CommandRun.OfAsync("nodes", "rm", "silo-1", "node 2", "--json", "--url", $"{server.Url}");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        AssertJson.Equal(
            """[{"id":"silo-1","success":false,"error":"silo-1 is the node of a silo that is there."},{"id":"node 2","success":true,"message":"Node node 2 deleted"}]""",
            run.Output);
        Assert.Equal("DELETE /inferno/compute/nodes/node%202", server.Requests.Last().Line);
    }

    [Fact]
    public async Task Stats_OfAServerWithTasks_CountsThemToo()
    {
        await using var server = await ScriptedServer.StartAsync(app =>
        {
            app.MapGet("/inferno/stats", () => ScriptedServer.Json("""{"totalProcesses":1,"runningProcesses":1,"totalDeployments":1}"""));
            app.MapGet("/inferno/compute/stats", () => ScriptedServer.Json("""{"totalNodes":3,"activeNodes":2,"totalTasks":12345,"failedTasks":4}"""));
        });

        var run = await CommandRun.OfAsync("stats", "--url", $"{server.Url}");

        Assert.Matches(@"(?m)^nodes +3 *$", run.Output);
        Assert.Matches(@"(?m)^tasks +12,345 *$", run.Output);
        Assert.Matches(@"(?m)^  failed +4 *$", run.Output);
    }

    private static string Cells(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
