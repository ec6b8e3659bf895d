using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoOrleans.Tests.Cli;

public sealed class ExecuteCommandTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Theory]
    [InlineData("[1, 2, 3, 4]", "[1,2,3,4]", "0.5 -1E-08 3 4\n")]
    [InlineData("{\"data\": [1, 2]}", "[1,2]", "0.5 -1E-08 3 4\n")]
    [InlineData("[[1, 2], [3, 4]]", "[1,2,3,4]", "0.5 -1E-08\n3 4\n")]
    [InlineData("1,2\n3,4\n", "[1,2,3,4]", "0.5 -1E-08\n3 4\n")]
    [InlineData("1 2\r\n\r\n3\t4\r\n", "[1,2,3,4]", "0.5 -1E-08\n3 4\n")]
    [InlineData("1 2 3\n4", "[1,2,3,4]", "0.5 -1E-08 3 4\n")]
    [InlineData("1\n2\n3", "[1,2,3]", "0.5 -1E-08 3 4\n")]
    public async Task Execute_OfAFile_SendsItsNumbersAndPrintsALineForEachRow(string content, string sent, string printed)
    {
        await using var server = await StartAsync();
        await File.WriteAllTextAsync(file, content);

        var run = await CommandRun.OfAsync("execute", "my net", "--file", file, "--url", $"{server.Url}");

        var request = Assert.Single(server.Requests);
        Assert.Equal("POST /inferno/execute/my%20net", request.Line);
        AssertJson.Equal($$"""{"data":{{sent}}}""", request.Body);
        Assert.Equal(printed, run.Output);
        Assert.Equal("model digits@3, replica deploy-1/r3/0\n", run.Error);
    }

    [Fact]
    public async Task Execute_OfNegativeNumbersOnTheLine_TakesThemAsNumbers()
    {
        await using var server = await StartAsync();

        var run = await CommandRun.OfAsync("execute", "deploy-1", "--data", "-1,2.5e-3", "--json", "--url", $"{server.Url}");

        AssertJson.Equal("""{"data":[-1,0.0025]}""", Assert.Single(server.Requests).Body);
        AssertJson.Equal("""{"success":true,"result":[0.5,-1e-08,3,4],"error":null}""", run.Output);
    }

    [Theory]
    [InlineData("", "no numbers")]
    [InlineData("[]", "no numbers")]
    [InlineData("1,x", "'x' is not a finite number")]
    [InlineData("1,NaN", "'NaN' is not a finite number")]
    [InlineData("[1, \"2\"]", "'2' is not a finite number")]
    [InlineData("[[1], 2]", "'2' is not an array")]
    [InlineData("{\"rows\":[1]}", "no member \"data\"")]
    [InlineData("{\"data\":1}", "not an array")]
    [InlineData("[1,\n2", "line 2 is not JSON")]
    [InlineData("[1e999]", "'1e999' is not a finite number")]
    public async Task Execute_OfAMalformedFile_Exits2AndSendsNothing(string content, string reason)
    {
        await using var server = await StartAsync();
        await File.WriteAllTextAsync(file, content);

        var run = await CommandRun.OfAsync("execute", "deploy-1", "--file", file, "--url", $"{server.Url}");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    private static Task<ScriptedServer> StartAsync() => ScriptedServer.StartAsync(app => app.MapPost("/inferno/execute/{id}", (HttpContext context) =>
    {
        context.Response.Headers["X-Inferno-Model-Version"] = "digits@3";
        context.Response.Headers["X-Inferno-Replica"] = "deploy-1/r3/0";
        return ScriptedServer.Json("""{"success":true,"result":[0.5,-1e-08,3,4],"error":null}""");
    }));
}
