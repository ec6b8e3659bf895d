using InfernoOrleans.Cli;
using InfernoOrleans.Tests.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoOrleans.Tests.Cli;

public sealed class TaskCommandTests
{
    [Fact]
    public async Task Tasks_WithAStatusAndALimit_StopsAtTheLimitAndPrintsALineForEach()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/compute/tasks", (HttpContext context, string? cursor) =>
        {
            context.Response.Headers.Link = $"</inferno/compute/tasks?cursor={cursor}x>; rel=\"next\"";
            return ScriptedServer.Json($"[{TaskAnswers.Item(cursor is null ? 9 : 7, "Failed", "it broke")},{TaskAnswers.Item(cursor is null ? 8 : 6, "Failed")}]");
        }));

        var run = await CommandRun.OfAsync("tasks", "--status", "Failed", "--limit", "3", "--url", $"{server.Url}");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            [
                "task-9 [n] data Failed -3 silo-1 2 1.5 s 1970-01-01 00:00:00Z it broke",
                "task-8 [n] data Failed -3 silo-1 2 1.5 s 1970-01-01 00:00:00Z",
                "task-7 [n] data Failed -3 silo-1 2 1.5 s 1970-01-01 00:00:00Z it broke",
            ],
            run.Output.Split('\n').Where(line => line.Contains("task-", StringComparison.Ordinal)).Select(Cells));
        Assert.Equal(
            ["GET /inferno/compute/tasks?status=Failed&limit=3", "GET /inferno/compute/tasks?cursor=x"], server.Requests.Select(request => request.Line));
    }

    [Fact]
    public async Task Tasks_OfAnId_ShowsItsResultInALine()
    {
        var numbers = string.Join(',', Enumerable.Range(0, 40));
        var task = TaskAnswers.Task(7, "Completed", $"[{numbers}]", "[4,10]");
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/compute/tasks/task-7", () => ScriptedServer.Json(task)));

        var run = await CommandRun.OfAsync("tasks", "task-7", "--url", $"{server.Url}");
        var json = await CommandRun.OfAsync("tasks", "task-7", "--json", "--url", $"{server.Url}");

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"(?m)^shape +4×10 *$", run.Output);
        Assert.Matches(@"(?m)^depends on +task-1 *$", run.Output);
        Assert.Matches(@"(?m)^result +0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 … \(40 numbers\) *$", run.Output);
        AssertJson.Equal(task, json.Output);
    }

    [Fact]
    public async Task Tasks_OfAnAgentTask_ShowsWhatTheAgentsSaid()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/compute/tasks/task-7", () => ScriptedServer.Json(TaskAnswers.OfAgents(7))));

        var run = await CommandRun.OfAsync("tasks", "task-7", "--url", $"{server.Url}");

        Assert.Matches(@"(?m)^result +1 *$", run.Output);
        Assert.EndsWith("\nemergent-1\tI speak.\n", run.Output, StringComparison.Ordinal);
        Assert.Equal("1 answer, in Breath.\n", run.Error);
    }

    [Fact]
    public async Task Tasks_WithAnOutput_WritesTheWholeResult()
    {
        using var folder = new TemporaryDirectory();
        var file = Path.Combine(folder.Path, "result.npy");
        var content = Enumerable.Range(0, 300_000).Select(number => (byte)number).ToArray();
        await using var server = await ScriptedServer.StartAsync(app =>
        {
            app.MapGet("/inferno/compute/tasks/task-7", () => ScriptedServer.Json(TaskAnswers.Task(7, "Completed", shape: "[75000]")));
            app.MapGet("/inferno/compute/tasks/task-7/result", () => Results.Bytes(content, "application/octet-stream"));
        });

        var run = await CommandRun.OfAsync("tasks", "task-7", "--output", file, "--url", $"{server.Url}");

        Assert.Equal((0, $"Wrote {file}, 293 KiB.\n"), (run.ExitCode, run.Error));
        Assert.Equal(content, await File.ReadAllBytesAsync(file));
        Assert.Equal([file], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Tasks_WhoseResultBreaksOff_LeavesNoFile()
    {
        using var folder = new TemporaryDirectory();
        await using var server = await ScriptedServer.StartAsync(app =>
        {
            app.MapGet("/inferno/compute/tasks/task-7", () => ScriptedServer.Json(TaskAnswers.Task(7, "Completed", shape: "[75000]")));
            app.MapGet("/inferno/compute/tasks/task-7/result", async context =>
            {
                await context.Response.Body.WriteAsync(new byte[1000]);
                await context.Response.Body.FlushAsync();
                context.Abort();
            });
        });

        var run = await CommandRun.OfAsync("tasks", "task-7", "--output", Path.Combine(folder.Path, "result.npy"), "--url", $"{server.Url}");

        // Whether the headers came through before the connection broke is for the network to say.
        Assert.True(run.ExitCode is ExitCodes.Failed or ExitCodes.Unreachable, $"Exit code {run.ExitCode}");
        Assert.StartsWith("inferno: ", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Tasks_OfAnIdWithWait_PrintsTheResultWhenItIsThere()
    {
        var asked = 0;
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/compute/tasks/task-7", () => Interlocked.Increment(ref asked) < 3
            ? ScriptedServer.Json(TaskAnswers.Task(7, "Running"), 202)
            : ScriptedServer.Json(TaskAnswers.Task(7, "Completed", "[1,2,3,4]", "[2,2]"))));

        var run = await CommandRun.OfAsync("tasks", "task-7", "--wait", "--url", $"{server.Url}");

        Assert.Equal((0, "1 2\n3 4\n", "task-7 completed on silo-1 in 1.5 s.\n"), (run.ExitCode, run.Output, run.Error));
        Assert.All(server.Requests, request => Assert.Equal("GET /inferno/compute/tasks/task-7?wait=1", request.Line));
    }

    [Fact]
    public async Task Cancel_WithOneThatHasEnded_CancelsTheOthersAndExits1()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapDelete("/inferno/compute/tasks/{id}", (string id) => id == "task-2"
            ? ScriptedServer.Problem(409, """{"error":"task-2 has completed."}""")
            : ScriptedServer.Json($$"""{"success":true,"message":"Task {{id}} cancelled"}""")));

        var run = await CommandRun.OfAsync("cancel", "task-1", "task-2", "task-3", "--url", $"{server.Url}");

        Assert.Equal((1, "", "Task task-1 cancelled\ninferno: task-2 has completed.\nTask task-3 cancelled\n"), (run.ExitCode, run.Output, run.Error));
    }

    private static string Cells(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
