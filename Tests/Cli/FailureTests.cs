using System.Net;
using System.Net.Sockets;
using InfernoOrleans.Cli;
using InfernoOrleans.Cli.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Cli;

/// <summary>What a user is told, and with which exit code, when a request does not succeed.</summary>
public sealed class FailureTests
{
    private const string Problem =
        """{"type":"about:blank","title":"Bad Request","status":400,"detail":"d","success":false,"error":"inputSize must be 1 to 65536."}""";

    [Fact]
    public async Task Request_Refused_PrintsTheErrorSentenceAlone()
    {
        await using var server = await StartAsync(() => ScriptedServer.Problem(400, Problem));

        var run = await CommandRun.OfAsync("stats", "--url", $"{server.Url}");

        Assert.Equal((1, "", "inferno: inputSize must be 1 to 65536.\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Request_RefusedWithJson_PrintsTheServersProblemAndNothingElse()
    {
        await using var server = await StartAsync(() => ScriptedServer.Problem(400, Problem));

        var run = await CommandRun.OfAsync("stats", "--json", "--url", $"{server.Url}");

        Assert.Equal((1, Problem + "\n", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Request_RefusedForSeveralFields_NamesEach()
    {
        await using var server = await StartAsync(() => ScriptedServer.Problem(
            400, """{"title":"Bad Request","errors":{"inputSize":["must be positive","must be whole"],"name":"is missing"}}"""));

        var run = await CommandRun.OfAsync("stats", "--url", $"{server.Url}");

        Assert.Equal("inferno: Bad Request\n  inputSize: must be positive\n  inputSize: must be whole\n  name: is missing\n", run.Error);
    }

    [Fact]
    public async Task Request_RefusedForNow_SaysWhenToTryAgain()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/stats", (HttpContext context) =>
        {
            context.Response.Headers.RetryAfter = "7";
            return ScriptedServer.Problem(503, """{"error":"The cluster is starting."}""");
        }));

        var run = await CommandRun.OfAsync("stats", "--url", $"{server.Url}");

        Assert.Equal("inferno: The cluster is starting. Try again in 7 s.\n", run.Error);
    }

    [Theory]
    [InlineData("<html>proxy</html>")]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{}")]
    public async Task Request_RefusedWithoutProblemDetails_FallsBackToTheStatusLine(string body)
    {
        await using var server = await StartAsync(() => Results.Text(body, "text/html", statusCode: 502));

        var run = await CommandRun.OfAsync("stats", "--url", $"{server.Url}");

        var json = await CommandRun.OfAsync("stats", "--json", "--url", $"{server.Url}");

        Assert.Equal($"inferno: {server.Url} answered 502 Bad Gateway.\n", run.Error);
        AssertJson.Equal($$"""{"success":false,"error":"{{server.Url}} answered 502 Bad Gateway."}""", json.Output);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task Request_AnsweredBySomethingElse_AsksWhetherThisIsAGateway(string body)
    {
        await using var server = await StartAsync(() => ScriptedServer.Json(body));

        var run = await CommandRun.OfAsync("stats", "--url", $"{server.Url}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("an Inferno gateway?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_ToAPortWithoutServer_Exits3AndSuggestsUp()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        var url = $"http://{listener.LocalEndpoint}/";
        listener.Stop();

        var run = await CommandRun.OfAsync("stats", "--url", url);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains(url, run.Error, StringComparison.Ordinal);
        Assert.Contains("./inferno up", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_ToASilentServer_EndsFiveSecondsAfterItsTimeout()
    {
        var time = new FakeTimeProvider();
        var (server, asked) = await StartSilentAsync();
        await using var _ = server;
        using var client = new InfernoClient(server.Url, TimeSpan.FromSeconds(2), time);
        var request = client.GetStatsAsync(CancellationToken.None);
        await asked;

        time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.False(request.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));

        var failure = await Assert.ThrowsAsync<CommandFailedException>(() => request);
        Assert.Equal(ExitCodes.Unreachable, failure.ExitCode);
        Assert.Contains("within 7 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_CancelledByTheUser_Exits130Silently()
    {
        var (server, asked) = await StartSilentAsync();
        await using var _ = server;
        using var interrupt = new CancellationTokenSource();

        var running = CommandRun.OfAsync(["stats", "--url", $"{server.Url}"], interrupt.Token);
        await asked;
        await interrupt.CancelAsync();
        var run = await running;

        Assert.Equal((130, "", ""), (run.ExitCode, run.Output, run.Error));
    }

    private static Task<ScriptedServer> StartAsync(Func<IResult> answer) =>
        ScriptedServer.StartAsync(app => app.MapGet("/inferno/stats", answer));

    private static async Task<(ScriptedServer Server, Task Asked)> StartSilentAsync()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/stats", async (CancellationToken aborted) =>
        {
            asked.SetResult();
            var hungUp = new TaskCompletionSource();
            await using var registration = aborted.Register(hungUp.SetResult);
            await hungUp.Task;
        }));
        return (server, asked.Task);
    }
}
