using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoOrleans.Tests.Cli;

public sealed class DeploymentCommandTests
{
    private const string Deployment =
        """{"id":"deploy-1","name":"[mnist]","deploymentType":"NeuralNetwork","status":"Running","metadata":{"architecture":"784 → 10","parameterCount":"109386"},"readyReplicas":2}""";

    [Fact]
    public async Task Deploy_OfADescribedNetwork_SendsWhatWasGivenAndNothingElse()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapPost("/inferno/deploy/model", () => ScriptedServer.Json(
            """{"deploymentId":"deploy-7","success":true,"message":"Model net deployed successfully"}""")));

        var run = await CommandRun.OfAsync([
            "deploy", "net", "--type", "classifier", "--input", "784", "--hidden", "128,64", "--output", "10",
            "--dropout", "0.2", "--batch-norm", "--seed", "7", "--url", $"{server.Url}", "--timeout", "1.5"]);

        var request = Assert.Single(server.Requests);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("deploy-7\n", run.Output);
        Assert.Equal("Model net deployed successfully\n", run.Error);
        Assert.Equal("1500", request.TimeoutMs);
        AssertJson.Equal(
            """{"name":"net","modelType":"classifier","inputSize":784,"hiddenSizes":[128,64],"outputSize":10,"dropout":0.2,"batchNorm":true,"seed":7}""",
            request.Body);
    }

    [Fact]
    public async Task Deploy_OfARegisteredModel_SendsItsIdAndLeavesTheTimeoutToTheServer()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapPost(
            "/inferno/deploy/model", () => ScriptedServer.Json("""{"deploymentId":"deploy-7","success":true,"replicas":1}""")));

        var run = await CommandRun.OfAsync("deploy", "digits", "--model", "digits@1", "--json", "--url", $"{server.Url}");

        var request = Assert.Single(server.Requests);
        AssertJson.Equal("""{"name":"digits","modelId":"digits@1"}""", request.Body);
        AssertJson.Equal("""{"deploymentId":"deploy-7","success":true,"replicas":1}""", run.Output);
        Assert.Null(request.TimeoutMs);
    }

    [Theory]
    [InlineData("--agent synth-mirror-palm", """{"name":"net","agentId":"synth-mirror-palm"}""")]
    [InlineData("--hand Song --lens the-edge --description harbour", """{"name":"net","hand":"Song","lens":"the-edge","description":"harbour"}""")]
    [InlineData("--hand Song --role Palm", """{"name":"net","hand":"Song","role":"Palm"}""")]
    public async Task Deploy_OfAnAgent_SendsWhatWasGivenAndNothingElse(string options, string body)
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapPost("/inferno/deploy/agent", () => ScriptedServer.Json(
            """{"deploymentId":"deploy-7","success":true,"message":"Agent net deployed successfully"}""")));

        var run = await CommandRun.OfAsync(["deploy", "net", .. options.Split(' '), "--url", $"{server.Url}"]);

        Assert.Equal((0, "deploy-7\n", "Agent net deployed successfully\n"), (run.ExitCode, run.Output, run.Error));
        AssertJson.Equal(body, Assert.Single(server.Requests).Body);
    }

    [Fact]
    public async Task List_OfAnAgent_NamesItInPlaceOfANetwork()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/deployments", () => ScriptedServer.Json(
            """[{"id":"deploy-7","name":"net","deploymentType":"CivicAgent","status":"Running","metadata":{"agentId":"agent-7"}}]""")));

        var run = await CommandRun.OfAsync("list", "--url", $"{server.Url}");

        Assert.Matches("(?m)^ *deploy-7 +net +CivicAgent +Running +agent-7 *$", run.Output);
    }

    [Fact]
    public async Task List_OverSeveralPages_FollowsTheLinks()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/deployments", (HttpContext context, string? cursor) =>
        {
            var (next, page) = cursor switch
            {
                null => ("</inferno/deployments?cursor=a%2Cb>; rel=\"next\"", "[" + Deployment + "]"),
                "a,b" => ("<https://other/>; rel=\"prev\", <?cursor=c>; title=\"x\"; rel=next", "[]"),
                _ => ("", "[" + Deployment.Replace("deploy-1", "deploy-2", StringComparison.Ordinal) + "]"),
            };
            context.Response.Headers.Link = next;
            return ScriptedServer.Json(page);
        }));

        var run = await CommandRun.OfAsync("list", "--status", "Running", "--name", "a b", "--json", "--url", $"{server.Url}");

        using var list = JsonDocument.Parse(run.Output);
        Assert.Equal(["deploy-1", "deploy-2"], list.RootElement.EnumerateArray().Select(item => item.GetProperty("id").GetString()));
        Assert.Equal(2, list.RootElement[0].GetProperty("readyReplicas").GetInt32());
        Assert.Equal(
            ["GET /inferno/deployments?status=Running&name=a%20b", "GET /inferno/deployments?cursor=a%2Cb", "GET /inferno/deployments?cursor=c"],
            server.Requests.Select(request => request.Line));
    }

    [Fact]
    public async Task List_WhosePagesGoInACircle_FailsInPlaceOfRunningForever()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/deployments", (HttpContext context) =>
        {
            context.Response.Headers.Link = "</inferno/deployments>; rel=\"next\"";
            return ScriptedServer.Json("[]");
        }));

        var run = await CommandRun.OfAsync("list", "--url", $"{server.Url}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("a second time", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_IntoAPipe_PrintsEachDeploymentOnOneLineWithoutColours()
    {
        await using var server = await ScriptedServer.StartAsync(
            app => app.MapGet("/inferno/deployments", () => ScriptedServer.Json("[" + Deployment + "]")));

        var run = await CommandRun.OfAsync("list", "--url", $"{server.Url}");

        var line = Assert.Single(run.Output.Split('\n'), line => line.Contains("deploy-1", StringComparison.Ordinal));
        Assert.Equal(
            ["deploy-1", "[mnist]", "NeuralNetwork", "Running", "784 → 10", "109,386"],
            line.Split("  ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain('\e', run.Output);
    }

    [Fact]
    public async Task Show_OfANewerServer_AlsoShowsWhatThisVersionDoesNotKnow()
    {
        await using var server = await ScriptedServer.StartAsync(
            app => app.MapGet("/inferno/deployments/deploy-1", () => ScriptedServer.Json(Deployment)));

        var run = await CommandRun.OfAsync("show", "deploy-1", "--url", $"{server.Url}");

        Assert.Matches(@"(?m)^name +\[mnist\] *$", run.Output);
        Assert.Matches(@"(?m)^readyReplicas +2 *$", run.Output);
    }

    [Fact]
    public async Task Stats_OfAServer_NamesEveryCount()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/stats", () => ScriptedServer.Json(
            """{"totalProcesses":5,"runningProcesses":3,"totalDeployments":12345,"deploymentsByType":{"neuralNetwork":3}}""")));

        var run = await CommandRun.OfAsync("stats", "--url", $"{server.Url}");

        Assert.Matches(@"(?m)^  running +3 *$", run.Output);
        Assert.Matches(@"(?m)^deployments +12,345 *$", run.Output);
        Assert.Matches(@"(?m)^  neuralNetwork +3 *$", run.Output);
    }

    [Fact]
    public async Task Rm_WithOneUnknownId_RemovesTheOthersAndExits1()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapDelete("/inferno/deployments/{id}", (string id) => id == "deploy-2"
            ? ScriptedServer.Problem(404, """{"title":"Not Found","status":404,"success":false,"error":"There is no deployment deploy-2."}""")
            : ScriptedServer.Json($$"""{"success":true,"message":"Deployment {{id}} terminated"}""")));

        var run = await CommandRun.OfAsync("rm", "deploy-1", "deploy-2", "deploy-3", "--url", $"{server.Url}");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("Deployment deploy-1 terminated\ninferno: There is no deployment deploy-2.\nDeployment deploy-3 terminated\n", run.Error);
    }
}
