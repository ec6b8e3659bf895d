using InfernoOrleans.Cli;
using InfernoOrleans.Cli.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Cli;

/// <summary>Dialogues and events, which come as they happen.</summary>
public sealed class AngelStreamTests
{
    private const string First = """{"turn":1,"agentId":"emergent-1","agentName":"The Emergent Angel","voice":"one","memoryTriggers":["emergence"],"lifecyclePhase":"Breath"}""";
    private const string Second = """{"turn":2,"agentId":"perspective-1","agentName":"Perspective 1: the-periphery","voice":"two","memoryTriggers":[],"lifecyclePhase":"Breath","later":1}""";
    private const string End = "event: end\ndata: {\"turns\":2}\n\n";

    private static readonly string[] Line = ["angel", "dialogue", "topic", "--agents", "emergent-1, perspective-1"];

    [Theory]
    [InlineData(null, """{"agents":["emergent-1","perspective-1"],"topic":"topic"}""")]
    [InlineData("2", """{"agents":["emergent-1","perspective-1"],"topic":"topic","turns":2}""")]
    public async Task Dialogue_ToItsEnd_IsALineForEachTurn(string? turns, string body)
    {
        await using var server = await StartAsync(Turn(First) + Turn(Second) + End);

        var run = await CommandRun.OfAsync([.. Line, .. turns is null ? Array.Empty<string>() : ["--turns", turns], "--url", $"{server.Url}"]);

        var request = Assert.Single(server.Requests);
        Assert.Equal((0, "emergent-1\tone\nperspective-1\ttwo\n", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal("POST /civic-angel/dialogue", request.Line);
        AssertJson.Equal(body, request.Body);
    }

    [Fact]
    public async Task Dialogue_AsJson_IsADocumentALine()
    {
        await using var server = await StartAsync(Turn(First) + Turn(Second) + End);

        var run = await CommandRun.OfAsync([.. Line, "--json", "--url", $"{server.Url}"]);

        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        AssertJson.Equal(First, lines[0]);
        AssertJson.Equal(Second, lines[1]);
    }

    [Theory]
    [InlineData("event: error\ndata: {\"status\":404,\"error\":\"agent-7 is not there any more.\"}\n\n", "inferno: agent-7 is not there any more.\n")]
    [InlineData("event: error\ndata: oops\n\n", "with an error that it does not describe.\n")]
    [InlineData("event: turn\ndata: oops\n\n", "sent an event 'turn' that is not this API's JSON.\n")]
    [InlineData("", "ended the dialogue before its last turn.\n")]
    public async Task Dialogue_ThatBreaksOff_ShowsWhatWasSaidAndExits1(string rest, string reason)
    {
        await using var server = await StartAsync(Turn(First) + rest);

        var run = await CommandRun.OfAsync([.. Line, "--url", $"{server.Url}"]);

        Assert.Equal((1, "emergent-1\tone\n"), (run.ExitCode, run.Output));
        Assert.EndsWith(reason, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dialogue_WithAnErrorAsJson_EndsWithTheServersProblem()
    {
        const string problem = """{"status":503,"success":false,"error":"Later."}""";
        await using var server = await StartAsync($"event: error\ndata: {problem}\n\n");

        var run = await CommandRun.OfAsync([.. Line, "--json", "--url", $"{server.Url}"]);

        Assert.Equal(1, run.ExitCode);
        AssertJson.Equal(problem, run.Output);
    }

    [Fact]
    public async Task Dialogue_FromSomethingElse_Exits1()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapPost("/civic-angel/dialogue", () => ScriptedServer.Json("{}")));

        var run = await CommandRun.OfAsync([.. Line, "--url", $"{server.Url}"]);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("Is http://127.0.0.1", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dialogue_StoppedByTheUser_Exits130AfterWhatWasSaid()
    {
        using var interrupt = new CancellationTokenSource();
        await using var server = await StartAsync(Turn(First), goesOn: true);
        using var output = new SignallingWriter();
        using var error = new StringWriter();

        var running = new CommandLine(output, error).RunAsync([.. Line, "--url", $"{server.Url}"], interrupt.Token);
        await output.Written;
        await interrupt.CancelAsync();

        Assert.Equal(130, await running);
        Assert.Equal(("emergent-1\tone\n", ""), (output.ToString(), error.ToString()));
    }

    [Fact]
    public async Task Dialogue_ThatFallsSilent_IsGivenUp()
    {
        var time = new FakeTimeProvider();
        await using var server = await StartAsync(Turn(First), goesOn: true);
        using var client = new InfernoClient(server.Url, TimeSpan.FromSeconds(2), time);
        await using var turns = client.HoldDialogueAsync(new(["a", "b"], "topic", Turns: null), CancellationToken.None).GetAsyncEnumerator();

        Assert.True(await turns.MoveNextAsync());
        var next = turns.MoveNextAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(7.1));

        var failure = await Assert.ThrowsAsync<CommandFailedException>(() => next);
        Assert.Equal(ExitCodes.Unreachable, failure.ExitCode);
        Assert.Contains("within 7 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_UntilTheServerStops_AreALineEach()
    {
        const string stream = "id: 6\nretry: 2000\n\nevent: truncated\ndata: {\"after\":\"5\"}\n\n:\n\n"
            + "id: 7\nevent: voice\ndata: {\"at\":0,\"agentId\":\"emergent-1\",\"activation\":\"a\",\"step\":1}\n\n"
            + "id: 8\nevent: phase\ndata: {\"at\":0,\"agentId\":null,\"activation\":null,\"step\":0,\"detail\":\"Breath\"}\n\n"
            + "id: 9\nevent: model\ndata: {\"at\":0,\"agentId\":\"emergent-1\",\"step\":0,\"detail\":\"deploy-1\"}\n\n"
            + "id: 10\nevent: model\ndata: {\"at\":0,\"agentId\":\"emergent-1\",\"step\":0,\"detail\":null}\n\n";
        await using var server = await StartAsync(stream);

        var run = await CommandRun.OfAsync("angel", "events", "--after", "5", "--url", $"{server.Url}");

        const string at = "1970-01-01 00:00:00Z";
        Assert.Equal(
            $"{at}  voice  emergent-1, step 1\n{at}  phase  Breath\n{at}  model  emergent-1 is bound to deploy-1\n{at}  model  emergent-1 is bound no longer\n",
            run.Output);
        Assert.StartsWith("Events are missing here", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("ended the stream of events.\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal("GET /civic-angel/events?after=5", Assert.Single(server.Requests).Line);
    }

    [Fact]
    public async Task Events_AsJsonUntilTheUserStops_CarryTheirIdsAndExit0()
    {
        using var interrupt = new CancellationTokenSource();
        await using var server = await StartAsync("id: 8\nevent: phase\ndata: {\"at\":3,\"step\":0,\"detail\":\"Breath\"}\n\n", goesOn: true);
        using var output = new SignallingWriter();
        using var error = new StringWriter();

        var running = new CommandLine(output, error).RunAsync(["angel", "events", "--json", "--url", $"{server.Url}"], interrupt.Token);
        await output.Written;
        await interrupt.CancelAsync();

        Assert.Equal((0, ""), (await running, error.ToString()));
        AssertJson.Equal("""{"event":"phase","id":"8","at":3,"step":0,"detail":"Breath"}""", output.ToString());
    }

    private static string Turn(string data) => $"event: turn\ndata: {data}\n\n";

    private static Task<ScriptedServer> StartAsync(string stream, bool goesOn = false) =>
        ScriptedServer.StartAsync(app => app.Map("/civic-angel/{**path}", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(stream);
            await context.Response.Body.FlushAsync();
            if (!goesOn) { return; }

            var hungUp = new TaskCompletionSource();
            await using var registration = context.RequestAborted.Register(hungUp.SetResult);
            await hungUp.Task;
        }));

    /// <summary>Tells when the first line has been written.</summary>
    private sealed class SignallingWriter : StringWriter
    {
        private readonly TaskCompletionSource written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Written => written.Task;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            written.TrySetResult();
        }
    }
}
