using System.Text.Json;
using InfernoOrleans.Tests.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoOrleans.Tests.Cli;

public sealed class SubmitCommandTests : IDisposable
{
    private readonly TemporaryDirectory folder = new();

    private string TasksPath => Path.Combine(folder.Path, "tasks");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--type data --data 1,-2.5", """{"taskType":"data","data":[1,-2.5]}""")]
    [InlineData(
        "--type data --data 1 --op scale=-2 --op abs --op clamp=-1,1e3 --op offset=.5 --op window-mean=3",
        """
        {"taskType":"data","data":[1],"operations":
         [{"op":"scale","factor":-2},{"op":"abs"},{"op":"clamp","min":-1,"max":1000},{"op":"offset","value":0.5},{"op":"window-mean","size":3}]}
        """)]
    [InlineData(
        "--type tensor --operation matmul --tensor 2x2:1,2,3,4 --tensor 2x1:1,-1",
        """{"taskType":"tensor","operation":"matmul","tensors":[{"shape":[2,2],"data":[1,2,3,4]},{"shape":[2,1],"data":[1,-1]}]}""")]
    [InlineData(
        "--type tensor --operation scale --factor 3 --tensor :5 --axis -1",
        """{"taskType":"tensor","operation":"scale","factor":3,"axis":-1,"tensors":[{"shape":[],"data":[5]}]}""")]
    [InlineData("--type agent --description about", """{"taskType":"agent","input":{"description":"about"}}""")]
    [InlineData(
        "--type agent --description about --gesture compute --symbol s --glyph * --color red --depth 2 --data 1,2 --priority 3",
        """
        {"taskType":"agent","priority":3,
         "input":{"description":"about","gesture":"compute","symbol":"s","glyph":"*","color":"red","depth":2,"data":[1,2]}}
        """)]
    [InlineData("--type data --data 1 --gesture mirror", """{"taskType":"data","data":[1],"input":{"gesture":"mirror"}}""")]
    [InlineData("--type inference --model deploy-1 --data 1,2", """{"taskType":"inference","modelId":"deploy-1","data":[1,2]}""")]
    [InlineData(
        "--type data --data 1 --name n --priority -3 --task-timeout 1.5 --max-attempts 2 --depends-on task-1,task-2 --depends-on task-3",
        """{"taskType":"data","data":[1],"name":"n","priority":-3,"timeoutMs":1500,"maxAttempts":2,"dependsOn":["task-1","task-2","task-3"]}""")]
    [InlineData(
        "--type data --data 1 --gpu --cores 0.5 --memory 2 --label zone=a --label disk=fast",
        """{"taskType":"data","data":[1],"requires":{"gpu":true,"cpuCores":0.5,"memoryGB":2,"labels":{"zone":"a","disk":"fast"}}}""")]
    public async Task Submit_OfADescribedTask_SendsWhatWasGivenAndNothingElse(string options, string body)
    {
        await using var server = await StartAsync();

        var run = await CommandRun.OfAsync(["submit", .. options.Split(' '), "--url", $"{server.Url}"]);

        var request = Assert.Single(server.Requests);
        Assert.Equal((0, "task-1\n", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal(("POST /inferno/compute/tasks", "application/json"), (request.Line, request.ContentType));
        AssertJson.Equal(body, request.Body);
    }

    [Fact]
    public async Task Submit_WithAFileOfNumbers_SendsThem()
    {
        await using var server = await StartAsync();
        await File.WriteAllTextAsync(TasksPath, "1,2\n3,4\n");

        var run = await CommandRun.OfAsync("submit", "--type", "data", "--input", TasksPath, "--json", "--url", $"{server.Url}");

        AssertJson.Equal("""{"taskType":"data","data":[1,2,3,4]}""", Assert.Single(server.Requests).Body);
        AssertJson.Equal("""{"taskId":"task-1","status":"submitted"}""", run.Output);
    }

    [Fact]
    public async Task Submit_OfAFileOfABatch_PrintsAnIdALine()
    {
        const string batch = """{"tasks":[{"key":"a","taskType":"data","data":[1]},{"taskType":"data","data":[2],"dependsOn":["a"]}]}""";
        await using var server = await StartAsync();
        await File.WriteAllTextAsync(TasksPath, batch);

        var run = await CommandRun.OfAsync("submit", "--file", TasksPath, "--url", $"{server.Url}");

        var request = Assert.Single(server.Requests);
        Assert.Equal((0, "task-1\ntask-2\n", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal("POST /inferno/compute/tasks/batch", request.Line);
        AssertJson.Equal(batch, request.Body);
    }

    [Fact]
    public async Task Submit_OfManyLines_SendsBatchesAndPrintsOneDocument()
    {
        await using var server = await StartAsync();
        await WriteLinesAsync(1_500);

        var run = await CommandRun.OfAsync("submit", "--file", TasksPath, "--json", "--url", $"{server.Url}");

        using var answer = JsonDocument.Parse(run.Output);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            Enumerable.Range(1, 1_500).Select(number => $"task-{number}"),
            answer.RootElement.GetProperty("taskIds").EnumerateArray().Select(id => id.GetString()));
        Assert.Equal([1_000, 500], server.Requests.Select(request => TasksIn(request.Body)));
    }

    [Fact]
    public async Task Submit_WhoseSecondBatchIsRefused_TellsWhatWasAccepted()
    {
        await using var server = await StartAsync(mostTasks: 1_000);
        await WriteLinesAsync(1_500);

        var run = await CommandRun.OfAsync("submit", "--file", TasksPath, "--url", $"{server.Url}");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("task-1\ntask-2\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(1_000, run.Output.Count(letter => letter == '\n'));
        Assert.Equal(
            "Accepted before that: 1,000 tasks, task-1 to task-1000.\ninferno: Of lines 1001 to 1500: tasks[3].taskType is unknown.\n", run.Error);
    }

    [Fact]
    public async Task Submit_WhoseSecondBatchIsRefusedWithJson_PrintsOneDocumentWithTheIds()
    {
        await using var server = await StartAsync(mostTasks: 1_000);
        await WriteLinesAsync(1_500);

        var run = await CommandRun.OfAsync("submit", "--file", TasksPath, "--json", "--wait", "--url", $"{server.Url}");

        using var report = JsonDocument.Parse(run.Output);
        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.False(report.RootElement.GetProperty("success").GetBoolean());
        Assert.Equal(1_000, report.RootElement.GetProperty("taskIds").GetArrayLength());
        Assert.Equal("Of lines 1001 to 1500: tasks[3].taskType is unknown.", report.RootElement.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("Completed", "[2,4]", "[2]", 0, "2 4\n", "Submitted task-1.\ntask-1 completed on silo-1 in 1.5 s.\n")]
    [InlineData("Completed", "[1,2,3,4]", "[2,2]", 0, "1 2\n3 4\n", "Submitted task-1.\ntask-1 completed on silo-1 in 1.5 s.\n")]
    [InlineData("Completed", "[7]", "[]", 0, "7\n", "Submitted task-1.\ntask-1 completed on silo-1 in 1.5 s.\n")]
    [InlineData("Failed", "null", null, 1, "", "Submitted task-1.\ninferno: task-1 failed: it broke\n")]
    [InlineData("Cancelled", "null", null, 1, "", "Submitted task-1.\ninferno: task-1 was cancelled\n")]
    public async Task SubmitAndWait_ForOneTask_PrintsItsResultOrWhyThereIsNone(
        string status, string result, string? shape, int exitCode, string printed, string said)
    {
        var task = TaskAnswers.Task(1, status, result, shape, status == "Completed" ? null : "it broke");
        await using var server = await StartAsync(get: _ => task);

        var run = await CommandRun.OfAsync("submit", "--type", "data", "--data", "1,2", "--wait", "--url", $"{server.Url}");
        var json = await CommandRun.OfAsync("submit", "--type", "data", "--data", "1,2", "--wait", "--json", "--url", $"{server.Url}");

        Assert.Equal((exitCode, printed, said), (run.ExitCode, run.Output, run.Error));
        Assert.Equal((exitCode, ""), (json.ExitCode, json.Error));
        AssertJson.Equal(task, json.Output);
    }

    [Fact]
    public async Task SubmitAndWait_ForAnAgentTask_PrintsWhatTheAgentsSaid()
    {
        var task = TaskAnswers.OfAgents(1);
        await using var server = await StartAsync(get: _ => task);

        var run = await CommandRun.OfAsync("submit", "--type", "agent", "--description", "about", "--wait", "--url", $"{server.Url}");
        var json = await CommandRun.OfAsync("submit", "--type", "agent", "--description", "about", "--wait", "--json", "--url", $"{server.Url}");

        Assert.Equal((0, "emergent-1\tI speak.\n"), (run.ExitCode, run.Output));
        Assert.EndsWith("task-1 completed on silo-1 in 1.5 s.\n1 answer, in Breath.\n", run.Error, StringComparison.Ordinal);
        AssertJson.Equal(task, json.Output);
    }

    [Fact]
    public async Task SubmitAndWait_ForAnArtifact_SaysHowToGetIt()
    {
        await using var server = await StartAsync(get: number => TaskAnswers.Task(number, "Completed", shape: "[300000]"));

        var run = await CommandRun.OfAsync("submit", "--type", "data", "--data", "1,2", "--wait", "--url", $"{server.Url}");

        Assert.Equal((0, ""), (run.ExitCode, run.Output));
        Assert.Contains("inferno tasks task-1 --output task-1.npy", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubmitAndWait_ForSeveralTasks_PrintsASummaryAndExits1WhenOneHasFailed()
    {
        await using var server = await StartAsync(
            get: number => TaskAnswers.Task(number, "Completed", "[1]", "[1]"),
            item: number => TaskAnswers.Item(number, number == 3 ? "Failed" : "Completed", number == 3 ? "it broke" : null));
        await WriteLinesAsync(4);

        var run = await CommandRun.OfAsync("submit", "--file", TasksPath, "--wait", "--url", $"{server.Url}");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            "Submitted 4 tasks, task-1 to task-4.\n0 of 4 ended: 4 pending\n4 of 4 ended: 3 completed, 1 failed\ninferno: task-3 failed: it broke\n", run.Error);
        Assert.Matches(@"(?m)^completed +3 *$", run.Output);
        Assert.Matches(@"(?m)^failed +1 *$", run.Output);
        Assert.Equal(
            ["POST /inferno/compute/tasks/batch", "GET /inferno/compute/tasks/task-1?wait=1", "GET /inferno/compute/tasks?limit=3&cursor=task-5"],
            server.Requests.Select(request => request.Line));
    }

    [Fact]
    public async Task SubmitAndWait_ForSeveralTasksWithJson_PrintsOneDocument()
    {
        await using var server = await StartAsync(
            get: number => TaskAnswers.Task(number, "Cancelled"), item: number => TaskAnswers.Item(number, "Completed"));
        await WriteLinesAsync(2);

        var run = await CommandRun.OfAsync("submit", "--file", TasksPath, "--wait", "--json", "--url", $"{server.Url}");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        using var report = JsonDocument.Parse(run.Output);
        Assert.True(report.RootElement.GetProperty("elapsedMs").GetInt64() >= 0);
        AssertJson.Equal(
            $$"""
            {"success":false,"taskIds":["task-1","task-2"],"completed":1,"failed":0,"cancelled":1,"unfinished":0,
             "elapsedMs":{{report.RootElement.GetProperty("elapsedMs")}},"failures":[{"taskId":"task-1","status":"Cancelled"}]}
            """,
            run.Output);
    }

    [Fact]
    public async Task SubmitAndWait_Interrupted_Exits130AndSaysThatTheTaskGoesOn()
    {
        using var interrupt = new CancellationTokenSource();
        await using var server = await StartAsync(get: number =>
        {
            interrupt.Cancel();
            return TaskAnswers.Task(number, "Running");
        });

        var run = await CommandRun.OfAsync(["submit", "--type", "data", "--data", "1", "--wait", "--url", $"{server.Url}"], interrupt.Token);

        Assert.Equal((130, ""), (run.ExitCode, run.Output));
        Assert.Contains("goes on", run.Error, StringComparison.Ordinal);
        Assert.Contains("'inferno cancel task-1'", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Requests, request => request.Line.StartsWith("DELETE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SubmitAndWait_InterruptedWithJson_PrintsTheIds()
    {
        using var interrupt = new CancellationTokenSource();
        await using var server = await StartAsync(get: number =>
        {
            interrupt.Cancel();
            return TaskAnswers.Task(number, "Running");
        });

        var run = await CommandRun.OfAsync(["submit", "--type", "data", "--data", "1", "--wait", "--json", "--url", $"{server.Url}"], interrupt.Token);

        using var report = JsonDocument.Parse(run.Output);
        Assert.Equal((130, ""), (run.ExitCode, run.Error));
        Assert.Equal("task-1", report.RootElement.GetProperty("taskIds")[0].GetString());
        Assert.Equal(1, report.RootElement.GetProperty("unfinished").GetInt32());
    }

    private Task WriteLinesAsync(int count) =>
        File.WriteAllTextAsync(TasksPath, string.Join('\n', Enumerable.Repeat("""{"taskType":"data","data":[1]}""", count)));

    private static int TasksIn(string batch)
    {
        using var document = JsonDocument.Parse(batch);
        return document.RootElement.GetProperty("tasks").GetArrayLength();
    }

    /// <summary>Accepts tasks and numbers them from 1; a batch that would go beyond <paramref name="mostTasks"/> is refused.</summary>
    private static Task<ScriptedServer> StartAsync(int mostTasks = int.MaxValue, Func<long, string>? get = null, Func<long, string>? item = null)
    {
        var count = 0;
        return ScriptedServer.StartAsync(app =>
        {
            app.MapPost("/inferno/compute/tasks", () => ScriptedServer.Json("""{"taskId":"task-1","status":"submitted"}"""));
            app.MapPost("/inferno/compute/tasks/batch", async (HttpRequest request) =>
            {
                using var body = await JsonDocument.ParseAsync(request.Body);
                var tasks = body.RootElement.GetProperty("tasks").GetArrayLength();
                if (count + tasks > mostTasks) { return ScriptedServer.Problem(400, """{"error":"tasks[3].taskType is unknown."}"""); }

                var ids = string.Join(',', Enumerable.Range(count + 1, tasks).Select(number => $"\"task-{number}\""));
                count += tasks;
                return ScriptedServer.Json($$"""{"taskIds":[{{ids}}],"status":"submitted"}""");
            });
            app.MapGet("/inferno/compute/tasks/task-{number}", (long number) => ScriptedServer.Json(get!(number)));
            app.MapGet("/inferno/compute/tasks", (string cursor, int limit) =>
            {
                var newest = long.Parse(cursor["task-".Length..], System.Globalization.CultureInfo.InvariantCulture) - 1;
                return ScriptedServer.Json($"[{string.Join(',', Enumerable.Range(0, limit).Select(back => item!(newest - back)))}]");
            });
        });
    }
}
