using InfernoOrleans.Cli.Output;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Spectre.Console;

namespace InfernoOrleans.Tests.Cli;

/// <summary>What the agents are asked, and how their answers look.</summary>
public sealed class AngelCommandTests
{
    private const string Palm = """
        {"agentId":"synth-mirror-palm","agentName":"Mirror Palm","voice":"Mirror Palm says:\n[look] again.","activatedPerspectives":[],"memoryTriggers":["mirror","palm"]}
        """;

    private const string Reached = """
        {"agentId":"perspective-1","agentName":"Perspective 1: the-periphery","voice":"It echoes.","activatedPerspectives":[],"memoryTriggers":["the-periphery"],
         "step":1,"strength":0.5,"inference":{"deploymentId":"deploy-1","result":[0.125,0.875],"label":1},"later":[1]}
        """;

    private const string Answer =
        $$"""{"input":{"description":"d"},"responses":[{{Palm}},{{Reached}}],"lifecyclePhase":"Breath","activeAgentCount":2}""";

    private const string Agent = """
        {"id":"synth-mirror-palm","name":"Mirror Palm","description":"Holds [things].","agentType":"synthesizer","hand":"Mirror","role":"Palm","deploymentId":"deploy-1","later":7}
        """;

    [Theory]
    [InlineData("activate about", "POST /civic-angel/activate", """{"description":"about"}""")]
    [InlineData(
        "activate about --gesture mirror+flame --symbol emergence --glyph * --color red --depth 3 --data 1,-0.5",
        "POST /civic-angel/activate",
        """{"description":"about","symbol":"emergence","gesture":"mirror+flame","glyph":"*","color":"red","depth":3,"data":[1,-0.5]}""")]
    [InlineData("activate about --agent agent/7", "POST /civic-angel/agents/agent%2F7/activate", """{"description":"about"}""")]
    [InlineData("gesture compute about --data 1 --depth 0", "POST /civic-angel/gesture", """{"gesture":"compute","description":"about","depth":0,"data":[1]}""")]
    public async Task Activation_OfOptions_SendsWhatWasGivenAndNothingElse(string line, string request, string body)
    {
        await using var server = await StartAsync(Answer);

        var run = await CommandRun.OfAsync(["angel", .. line.Split(' '), "--url", $"{server.Url}"]);

        var sent = Assert.Single(server.Requests);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(request, sent.Line);
        AssertJson.Equal(body, sent.Body);
    }

    [Fact]
    public async Task Activation_IntoAPipe_IsALineForEachVoice()
    {
        await using var server = await StartAsync(Answer);

        var run = await CommandRun.OfAsync("angel", "activate", "about", "--url", $"{server.Url}");

        Assert.Equal(
            "synth-mirror-palm\tMirror Palm says: [look] again.\nperspective-1\tIt echoes.\tdeploy-1: label 1 of 0.125 0.875\n", run.Output);
        Assert.Equal("2 answers, in Breath.\n", run.Error);
    }

    [Fact]
    public async Task Activation_AsJson_PassesOnWhatTheServerKnows()
    {
        await using var server = await StartAsync(Answer);

        var run = await CommandRun.OfAsync("angel", "gesture", "mirror", "about", "--json", "--url", $"{server.Url}");

        AssertJson.Equal(Answer, run.Output);
    }

    [Fact]
    public async Task Activation_ThatIsRefused_SaysWhyAndExits1()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapPost("/civic-angel/gesture", () => ScriptedServer.Problem(
            400, """{"status":400,"success":false,"error":"gesture must be a text of 1 to 256 characters that is not blank.","field":"gesture"}""")));

        var run = await CommandRun.OfAsync("angel", "gesture", "", "about", "--url", $"{server.Url}");

        Assert.Equal((1, "", "inferno: gesture must be a text of 1 to 256 characters that is not blank.\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public void Voice_OnATerminal_IsWrappedProseUnderTheName()
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        console.Profile.Width = 30;

        console.Write(Voices.Draw("perspective-1", "Perspective [1]", "one two three four five six seven", "step 1", "deploy-1: 0.5", width: 30));

        Assert.Equal(
            ["Perspective [1]", "perspective-1, step 1", "  one two three four five six", "  seven", "  deploy-1: 0.5"],
            output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd()).Where(line => line.Length > 0));
    }

    [Theory]
    [InlineData("agents", "GET /civic-angel/agents")]
    [InlineData("agents --type custom", "GET /civic-angel/agents?type=custom")]
    [InlineData("agents --hand mirror", "GET /civic-angel/hands/mirror")]
    public async Task Agents_OfAFilter_AreALineEach(string line, string request)
    {
        await using var server = await StartAsync($"[{Agent}]");

        var run = await CommandRun.OfAsync(["angel", .. line.Split(' '), "--url", $"{server.Url}"]);
        var json = await CommandRun.OfAsync(["angel", .. line.Split(' '), "--json", "--url", $"{server.Url}"]);

        Assert.Matches("(?m)^ *synth-mirror-palm +Mirror Palm +synthesizer +deploy-1 +Holds \\[things\\]\\. *$", run.Output);
        AssertJson.Equal($"[{Agent}]", json.Output);
        Assert.All(server.Requests, sent => Assert.Equal(request, sent.Line));
    }

    [Theory]
    [InlineData("bind synth-mirror-palm digits", "PUT /civic-angel/agents/synth-mirror-palm/model", """{"deploymentId":"digits"}""", "synth-mirror-palm computes with deploy-1.\n")]
    [InlineData("unbind synth-mirror-palm", "DELETE /civic-angel/agents/synth-mirror-palm/model", "", "synth-mirror-palm is bound to no deployment.\n")]
    public async Task Binding_OfAnAgent_SaysWhatItComputesWith(string line, string request, string body, string said)
    {
        await using var server = await StartAsync(Agent);

        var run = await CommandRun.OfAsync(["angel", .. line.Split(' '), "--url", $"{server.Url}"]);
        var json = await CommandRun.OfAsync(["angel", .. line.Split(' '), "--json", "--url", $"{server.Url}"]);

        Assert.Equal((0, "", said), (run.ExitCode, run.Output, run.Error));
        AssertJson.Equal(Agent, json.Output);
        Assert.All(server.Requests, sent => Assert.Equal((request, body), (sent.Line, sent.Body)));
    }

    [Theory]
    [InlineData("agents synth-mirror-palm", "GET /civic-angel/agents/synth-mirror-palm", Agent, "hand +Mirror", "model +deploy-1", "later +7")]
    [InlineData(
        "info",
        "GET /civic-angel/info",
        """{"totalAgents":253,"emergentAgents":1,"synthesizers":36,"perspectives":216,"totalMemories":12345,"currentPhase":"Silence"}""",
        "agents +253", "memories +12,345", "phase +Silence")]
    [InlineData(
        "dream",
        "POST /civic-angel/dream",
        """{"dream":3,"agents":253,"memories":1000,"forgotten":1,"merged":2,"strengthenedEdges":4,"fadedEdges":5,"durationMs":1500}""",
        "dream +3", "  merged +2", "edges faded +5", "took +1.5 s")]
    [InlineData(
        "topology",
        "GET /civic-angel/topology",
        """
        {"nodes":[{"id":"emergent-1","layer":"emergent","majorAngle":0,"minorAngle":0}],
         "edges":[{"from":"a","to":"b","kind":"nesting","weight":1},{"from":"a","to":"c","kind":"learned","weight":0.25},{"from":"b","to":"c","kind":"learned","weight":0.5}]}
        """,
        "  emergent +1", "edges +3", "  learned +2", "strongest learned +b – c +0.5")]
    public async Task State_OfTheAngel_IsNamesAndValues(string line, string request, string answer, params string[] lines)
    {
        await using var server = await StartAsync(answer);

        var run = await CommandRun.OfAsync(["angel", .. line.Split(' '), "--url", $"{server.Url}"]);
        var json = await CommandRun.OfAsync(["angel", .. line.Split(' '), "--json", "--url", $"{server.Url}"]);

        Assert.All(lines, expected => Assert.Matches($"(?m)^{expected} *$", run.Output));
        AssertJson.Equal(answer, json.Output);
        Assert.All(server.Requests, sent => Assert.Equal((request, ""), (sent.Line, sent.Body)));
    }

    [Theory]
    [InlineData("lifecycle", "GET /civic-angel/lifecycle")]
    [InlineData("advance", "POST /civic-angel/lifecycle/advance")]
    public async Task Lifecycle_OfTheAngel_PrintsThePhase(string command, string request)
    {
        await using var server = await StartAsync("""{"currentPhase":"Breath","description":"It stirs."}""");

        var run = await CommandRun.OfAsync("angel", command, "--url", $"{server.Url}");

        Assert.Equal((0, "Breath\n", "It stirs.\n"), (run.ExitCode, run.Output, run.Error));
        Assert.Equal(request, Assert.Single(server.Requests).Line);
    }

    [Theory]
    [InlineData("--limit 3", "?limit=3", "3 4 5", "There are older ones: --limit COUNT shows more.\n")]
    [InlineData("--limit 5", "?limit=5", "1 2 3 4 5", "")]
    [InlineData("", "?limit=100", "1 2 3 4 5", "")]
    public async Task Memories_OverSeveralPages_AreTheNewestWithTheNewestLast(string option, string query, string expected, string said)
    {
        // The newest page first, each from the oldest to the newest.
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/civic-angel/memories/{trigger}", (HttpContext context, string? cursor) =>
        {
            if (cursor is null) { context.Response.Headers.Link = "<?limit=2&cursor=4>; rel=\"next\""; }
            if (cursor is "4") { context.Response.Headers.Link = "<?limit=2&cursor=2>; rel=\"next\""; }

            var ids = cursor switch { null => new[] { 4, 5 }, "4" => [2, 3], _ => [1] };
            var items = ids.Select(id => $$"""{"id":"memory-{{id}}","trigger":"mirror","content":"[c]\nd","timestamp":0,"associatedPerspectives":[]}""");
            return ScriptedServer.Json($"[{string.Join(',', items)}]");
        }));

        var run = await CommandRun.OfAsync(["angel", "memories", "mi/rror", .. option.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--url", $"{server.Url}"]);

        var lines = run.Output.Split('\n').Where(line => line.Contains("memory-", StringComparison.Ordinal)).ToArray();
        Assert.Equal(expected, string.Join(' ', lines.Select(line => line.Trim().Split(' ')[0]["memory-".Length..])));
        Assert.All(lines, line => Assert.Matches(@"mirror +\[c\] d *$", line));
        Assert.Equal((0, said), (run.ExitCode, run.Error));
        Assert.Equal($"GET /civic-angel/memories/mi%2Frror{query}", server.Requests.First().Line);
    }

    private static Task<ScriptedServer> StartAsync(string answer) =>
        ScriptedServer.StartAsync(app => app.Map("/{**path}", () => ScriptedServer.Json(answer)));
}
