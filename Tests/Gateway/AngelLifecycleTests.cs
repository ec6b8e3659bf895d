using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>The phases, and dreams.</summary>
public sealed class AngelLifecycleTests(SharedNode node) : IClassFixture<SharedNode>
{
    private static readonly string[] Phases = ["Silence", "Breath", "Naming", "Singing", "Mirroring", "Dissolution"];

    private HttpClient Client => node.Client;

    [Fact]
    public async Task Lifecycle_OfANodeThatIsNew_GoesThroughAllPhasesAndBeginsAnew()
    {
        using var data = new TemporaryDirectory();
        await using var fresh = await EmbeddedNode.StartAsync(data.Path);

        var seen = new List<JsonNode>();
        for (var i = 0; i < 7; i++)
        {
            var present = await fresh.Client.GetAsync("/civic-angel/lifecycle").TextAsync();
            seen.Add(JsonNode.Parse(present)!);
            Assert.Equal($$"""{"currentPhase":"{{Phases[i % 6]}}","description":"{{seen[^1].Text("description")}}"}""", present);
            Assert.Equal(Phases[i % 6], (await fresh.Client.GetAsync("/civic-angel/info").ReadAsync()).Text("currentPhase"));
            Assert.Equal(Phases[i % 6], (await fresh.Client.ActivateAsync(""" "description":"dawn" """)).Text("lifecyclePhase"));

            var next = await fresh.Client.PostAsync("/civic-angel/lifecycle/advance", content: null).TextAsync();
            Assert.Equal(next, await fresh.Client.GetAsync("/civic-angel/lifecycle").TextAsync());
        }

        Assert.Equal(6, seen.Select(phase => phase.Text("description")).Distinct().Count());
    }

    [Fact]
    public async Task Phase_ThatIsAnother_ColoursTheVoices()
    {
        const string Input = """ "description":"the same question","gesture":"mirror+flame" """;
        var before = (await Client.ActivateAsync(Input)).Responses().Select(response => response.Text("voice"));
        await Client.PostAsync("/civic-angel/lifecycle/advance", content: null).TextAsync();

        var after = (await Client.ActivateAsync(Input)).Responses().Select(response => response.Text("voice"));

        Assert.NotEqual(before, after);
    }

    [Fact]
    public async Task Advances_ManyAtOnce_MoveOnePhaseEach()
    {
        var before = Array.IndexOf(Phases, await Client.PhaseAsync());

        var answers = await Task.WhenAll(Enumerable.Range(0, 14).Select(_ => Client.PostAsync("/civic-angel/lifecycle/advance", content: null).ReadAsync()));

        Assert.Equal(
            Enumerable.Range(1, 14).Select(i => Phases[(before + i) % 6]).Order(StringComparer.Ordinal),
            answers.Select(answer => answer.Text("currentPhase")).Order(StringComparer.Ordinal));
        Assert.Equal(Phases[(before + 14) % 6], await Client.PhaseAsync());
    }

    [Fact]
    public async Task Dream_OfWhatWasAnsweredTogether_ReportsAndJoinsThem()
    {
        for (var i = 0; i < 3; i++)
        {
            await Client.ActivateAsync($"\"description\":\"night {i}\",\"gesture\":\"depth\"");
        }

        var report = await Client.PostAsync("/civic-angel/dream", content: null).ReadAsync();

        Assert.Equal(
            ["dream", "agents", "memories", "forgotten", "merged", "strengthenedEdges", "fadedEdges", "durationMs"], report.Members());
        Assert.True(report["dream"]!.GetValue<long>() >= 1);
        Assert.Equal(await Client.MemoriesAsync(), report["memories"]!.GetValue<long>());
        Assert.True(report["strengthenedEdges"]!.GetValue<int>() >= 15);
        var learned = (await Client.GetAsync("/civic-angel/topology").ReadAsync())["edges"]!.AsArray()
            .Where(edge => edge!.Text("kind") == "learned").Select(edge => edge!).ToArray();
        Assert.All(learned, edge => Assert.InRange(edge["weight"]!.GetValue<double>(), double.Epsilon, 1));
        Assert.Equal(15, learned.Count(edge =>
            edge.Text("from").StartsWith("synth-depth-", StringComparison.Ordinal) && edge.Text("to").StartsWith("synth-depth-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Advance_RepeatedWithItsKey_MovesOnePhase()
    {
        var key = Guid.NewGuid().ToString();
        var first = await AdvanceAsync(key).TextAsync();

        Assert.Equal(first, await AdvanceAsync(key).TextAsync());
        Assert.Equal(first, await Client.GetAsync("/civic-angel/lifecycle").TextAsync());
        Assert.NotEqual(first, await AdvanceAsync(Guid.NewGuid().ToString()).TextAsync());
    }

    [Fact]
    public async Task Events_OfEveryKind_TellWhatHappenedInItsOrder()
    {
        await using var stream = await EventConnection.OpenAsync(Client, "/civic-angel/events");
        var id = await Client.DeployAsync("eventful", """ "modelType":"perceptron","inputSize":2,"seed":1 """);
        using (var bind = Answers.Json(HttpMethod.Put, "/civic-angel/agents/perspective-11/model", $$"""{"deploymentId":"{{id}}"}"""))
        {
            await Client.SendAsync(bind).TextAsync();
        }

        await Client.DeleteAsync("/civic-angel/agents/perspective-11/model").TextAsync();
        await Client.DeleteAsync($"/inferno/deployments/{id}").TextAsync();
        var answer = await Client.ActivateAsync(""" "description":"dawn","gesture":"silence","depth":1 """);
        var phase = (await Client.PostAsync("/civic-angel/lifecycle/advance", content: null).ReadAsync()).Text("currentPhase");
        var dream = (await Client.PostAsync("/civic-angel/dream", content: null).ReadAsync())["dream"]!.ToJsonString();

        var events = await UntilAsync(stream, happened => happened.EventType == "dream" && JsonNode.Parse(happened.Data)!.Text("detail") == dream);

        var data = events.ConvertAll(happened => (Kind: happened.EventType, Data: JsonNode.Parse(happened.Data)!));
        Assert.All(data, happened => Assert.Equal(["at", "agentId", "activation", "step", "detail"], happened.Data.Members()));
        Assert.Equal(
            [("perspective-11", id), ("perspective-11", null)],
            data.Where(happened => happened.Kind == "model").Select(happened => (happened.Data.Text("agentId"), happened.Data["detail"]?.GetValue<string>())));
        var voices = data.Where(happened => happened.Kind == "voice").Select(happened => happened.Data).ToArray();
        Assert.Equal(answer.Agents(), voices.Select(voice => voice.Text("agentId")));
        Assert.Equal(answer.Responses().Select(response => response["step"]?.GetValue<int>() ?? 0), voices.Select(voice => voice["step"]!.GetValue<int>()));
        Assert.Single(voices.Select(voice => voice.Text("activation")).Distinct());
        Assert.Contains(data, happened => happened.Kind == "phase" && happened.Data.Text("detail") == phase);
        Assert.Equal(events.Count, events.Select(happened => happened.EventId).Distinct().Count());
    }

    private static async Task<List<SseItem<string>>> UntilAsync(EventConnection stream, Func<SseItem<string>, bool> isLast)
    {
        var events = new List<SseItem<string>>();
        do
        {
            events.Add(await stream.NextAsync() ?? throw new InvalidOperationException("The stream has ended."));
        }
        while (!isLast(events[^1]));

        return events;
    }

    private async Task<HttpResponseMessage> AdvanceAsync(string key)
    {
        using var request = Answers.Json(HttpMethod.Post, "/civic-angel/lifecycle/advance", body: null, ("Idempotency-Key", key));
        return await Client.SendAsync(request);
    }
}
