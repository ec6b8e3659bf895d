using InfernoOrleans.Tests.Nodes;
using Microsoft.AspNetCore.Builder;

namespace InfernoOrleans.Tests.Cli;

/// <summary>Services and tasks that last, from the command line.</summary>
public sealed class DeployedCommandTests
{
    [Theory]
    [InlineData(
        "--step scale=0.5 --step model=digits --step clamp=0,1 --input 64",
        """{"steps":[{"operations":[{"op":"scale","factor":0.5}]},{"model":"digits"},{"operations":[{"op":"clamp","min":0,"max":1}]}],"inputSize":64,"name":"net"}""")]
    [InlineData(
        "--step model=/models/eu/digits --compute 3 --restart Never --namespace copy:proc-3",
        """{"steps":[{"model":"/models/eu/digits"}],"restartPolicy":{"mode":"Never"},"resources":[{"resourceType":"Compute","amount":3}],"namespace":{"mode":"copy","of":"proc-3"},"name":"net"}""")]
    public async Task Deploy_OfAService_SendsItsSteps(string options, string body) => await AssertSentAsync("service", options.Split(' '), body);

    [Theory]
    [InlineData(
        "--task data --data 1,2,3 --op scale=2 --every 60s",
        """{"task":{"taskType":"data","data":[1,2,3],"operations":[{"op":"scale","factor":2}]},"schedule":{"everyMs":60000},"name":"net"}""")]
    [InlineData(
        "--task inference --model deploy-1 --data 1,2 --every 1.5m --max-restarts 3 --backoff 250",
        """{"task":{"taskType":"inference","data":[1,2],"modelId":"deploy-1"},"schedule":{"everyMs":90000},"restartPolicy":{"maxRestarts":3,"backoffMs":250},"name":"net"}""")]
    [InlineData(
        "--task agent --description dusk --gesture flame --agents 6",
        """{"task":{"taskType":"agent","input":{"description":"dusk","gesture":"flame"}},"resources":[{"resourceType":"Agent","amount":6}],"name":"net"}""")]
    public async Task Deploy_OfATask_SendsWhatWasGivenAndNothingElse(string options, string body) => await AssertSentAsync("task", options.Split(' '), body);

    [Fact]
    public async Task Deploy_FromFiles_SendsThemUnderTheName()
    {
        using var folder = new TemporaryDirectory();
        var task = await WriteAsync(folder, "task.json", """{"taskType":"tensor","operation":"relu","tensors":[{"shape":[1],"data":[1]}]}""");
        await AssertSentAsync(
            "task",
            ["--task", task, "--cron", "*/5 * * * *", "--time-zone", "Europe/Berlin"],
            """{"task":{"taskType":"tensor","operation":"relu","tensors":[{"shape":[1],"data":[1]}]},"schedule":{"cron":"*/5 * * * *","timeZone":"Europe/Berlin"},"name":"net"}""");

        var whole = await WriteAsync(folder, "whole.json", """{"name":"other","task":{"taskType":"data","data":[1]},"schedule":{"everyMs":1000}}""");
        await AssertSentAsync("task", ["--task", whole], """{"name":"net","task":{"taskType":"data","data":[1]},"schedule":{"everyMs":1000}}""");

        var service = await WriteAsync(folder, "service.json", """{"steps":[{"model":"digits"}]}""");
        await AssertSentAsync("service", ["--service", service], """{"steps":[{"model":"digits"}],"name":"net"}""");

        var list = await WriteAsync(folder, "list.json", "[]");
        var run = await CommandRun.OfAsync("deploy", "net", "--service", list);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("no JSON object", run.Error, StringComparison.Ordinal);

        var twice = await WriteAsync(folder, "twice.json", """{"steps":[],"steps":[{"model":"digits"}]}""");
        run = await CommandRun.OfAsync("deploy", "net", "--service", twice);
        Assert.Equal((2, "inferno: The file cannot be read: it names a field twice.\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Deploy_WithMoreDigitsThanANumberHolds_IsAUsageError()
    {
        var run = await CommandRun.OfAsync("deploy", "net", "--model", "digits", "--memory", $"{new string('9', 400)}MB");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--memory takes a number", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_OfADeployedTask_AreALineEach()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/deployments/deploy-7/runs", () => ScriptedServer.Json(
            """[{"run":2,"taskId":null,"status":"Failed","error":"There is no /models/net.","started":2000,"ended":2000},{"run":1,"taskId":"task-3","status":"Completed","error":null,"started":0,"ended":250}]""")));

        var run = await CommandRun.OfAsync("runs", "deploy-7", "--limit", "5", "--url", $"{server.Url}");

        Assert.Equal("GET /inferno/deployments/deploy-7/runs?limit=5", Assert.Single(server.Requests).Line);
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"(?m)^ *2 +Failed +1970-01-01 00:00:02Z +0 ms +There is no /models/net\. *$", run.Output);
        Assert.Matches("(?m)^ *1 +task-3 +Completed +1970-01-01 00:00:00Z +250 ms *$", run.Output);
    }

    [Fact]
    public async Task List_OfServicesAndTasks_SaysWhatTheyAre()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/deployments", () => ScriptedServer.Json(
            """[{"id":"deploy-7","name":"pipe","deploymentType":"Service","status":"Running","metadata":{"steps":"scale → digits"}},{"id":"deploy-8","name":"tick","deploymentType":"DistributedTask","status":"Running","metadata":{"taskType":"data","schedule":"every 60 s"}}]""")));

        var run = await CommandRun.OfAsync("list", "--url", $"{server.Url}");

        Assert.Matches("(?m)^ *deploy-7 +pipe +Service +Running +scale → digits *$", run.Output);
        Assert.Matches("(?m)^ *deploy-8 +tick +DistributedTask +Running +data, every 60 s *$", run.Output);
    }

    private static async Task<string> WriteAsync(TemporaryDirectory folder, string name, string text)
    {
        var path = Path.Combine(folder.Path, name);
        await File.WriteAllTextAsync(path, text);
        return path;
    }

    private static async Task AssertSentAsync(string kind, string[] options, string body)
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapPost($"/inferno/deploy/{kind}", () => ScriptedServer.Json(
            """{"deploymentId":"deploy-7","success":true,"message":"net deployed successfully"}""")));

        var run = await CommandRun.OfAsync(["deploy", "net", .. options, "--url", $"{server.Url}"]);

        Assert.Equal((0, "deploy-7\n", "net deployed successfully\n"), (run.ExitCode, run.Output, run.Error));
        AssertJson.Equal(body, Assert.Single(server.Requests).Body);
    }
}
