using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;
using Microsoft.Data.Sqlite;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Dialogues, and the stream of events.</summary>
[Collection(AngelTests.Name)]
public sealed class AngelStreamTests(SharedNode node)
{
    private const string Dialogue = "/civic-angel/dialogue";
    private const string Events = "/civic-angel/events";

    private HttpClient Client => node.Client;

    [Fact]
    public async Task Dialogue_OfThreeAgents_IsOneAnsweringTheOtherInTurn()
    {
        string[] agents = ["synth-song-palm", "emergent-1", "perspective-42"];
        var before = await Client.MemoriesAsync();

        var events = await HoldAsync(Client, $$"""{"agents":["{{string.Join("\",\"", agents)}}"],"topic":"what is dawn","turns":5}""");

        Assert.Equal(["turn", "turn", "turn", "turn", "turn", "end"], events.Select(happened => happened.EventType));
        Assert.Equal("""{"turns":5}""", events[^1].Data);
        var turns = events.SkipLast(1).Select(happened => JsonNode.Parse(happened.Data)!).ToArray();
        Assert.Equal([1, 2, 3, 4, 5], turns.Select(turn => turn["turn"]!.GetValue<int>()));
        Assert.Equal([.. agents, .. agents[..2]], turns.Select(turn => turn.Text("agentId")));
        Assert.All(turns, turn => Assert.Equal(["turn", "agentId", "agentName", "voice", "memoryTriggers", "lifecyclePhase"], turn.Members()));
        Assert.Contains("what is dawn", turns[0].Text("voice"), StringComparison.Ordinal);
        foreach (var (earlier, later) in turns.Zip(turns.Skip(1)))
        {
            Assert.Contains(earlier.Text("voice"), later.Text("voice"), StringComparison.Ordinal);
        }

        Assert.Equal(before + turns.Sum(turn => turn.Texts("memoryTriggers").Length), await Client.MemoriesAsync());
        Assert.Equal(turns[3].Text("voice"), (await Client.RecallAsync("emergence"))[^1].Text("content"));
    }

    [Fact]
    public async Task Dialogue_WithoutTurns_LetsEveryoneSpeakOnce()
    {
        var events = await HoldAsync(Client, """{"agents":["perspective-1","perspective-2"],"topic":"dawn"}""");

        Assert.Equal("""{"turns":2}""", events[^1].Data);
        Assert.Equal(3, events.Count);
    }

    [Fact]
    public async Task Dialogue_WhoseVoicesBecomeTooLong_GoesOnWithTheirEnds()
    {
        var events = await HoldAsync(Client, $$"""{"agents":["perspective-1","perspective-2"],"topic":"{{new string('x', 4_096)}}","turns":3}""");

        var voices = events.SkipLast(1).Select(happened => JsonNode.Parse(happened.Data)!.Text("voice")).ToArray();
        Assert.Equal(3, voices.Length);
        Assert.All(voices, voice => Assert.True(voice.Length > 4_096));
        Assert.Contains($"…{voices[0][^4_095..]}", voices[1], StringComparison.Ordinal);
        Assert.Contains($"…{voices[1][^4_095..]}", voices[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dialogue_ThatFailsInTheMiddle_EndsWithTheProblem()
    {
        using var data = new TemporaryDirectory();
        await using var failing = await EmbeddedNode.StartAsync(data.Path);
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(data.Path, "work.db")};Pooling=false"))
        {
            // When the first has spoken the second is no more.
            await database.OpenAsync();
            await using var vanish = database.CreateCommand();
            vanish.CommandText = """
                CREATE TRIGGER vanish AFTER INSERT ON memories WHEN new.agent = 'perspective-1'
                BEGIN DELETE FROM civic_agents WHERE id = 'perspective-2'; END
                """;
            await vanish.ExecuteNonQueryAsync();
        }

        var events = await HoldAsync(failing.Client, """{"agents":["perspective-1","perspective-2"],"topic":"dawn","turns":4}""");

        Assert.Equal(["turn", "error"], events.Select(happened => happened.EventType));
        Assert.Contains("perspective-2", Answers.CheckProblem(events[1].Data, 404), StringComparison.Ordinal);
        Assert.Equal(1, await failing.Client.MemoriesAsync());
    }

    [Fact]
    public async Task Dialogue_ForOneMoreThanAllowed_Is503()
    {
        using var data = new TemporaryDirectory();
        await using var small = await EmbeddedNode.StartAsync(data.Path, "--Gateway:MaxEventStreams=1");
        await using var stream = await EventConnection.OpenAsync(small.Client, Events);

        using var refused = await small.Client.PostJsonAsync(Dialogue, """{"agents":["perspective-1","perspective-2"],"topic":"dawn"}""");

        Assert.Equal("1", Assert.Single(refused.Headers.GetValues("Retry-After")));
        await Task.FromResult(refused).ProblemAsync(503);
        Assert.Equal(0, await small.Client.MemoriesAsync());
    }

    [Fact]
    public async Task Events_AfterOneThatWasSeen_AreTheSameAsWithoutABreak()
    {
        await using var whole = await EventConnection.OpenAsync(Client, Events);
        await Client.ActivateAsync(""" "description":"dawn","gesture":"flame" """);
        var events = new List<SseItem<string>>();
        while (events.Count < 6)
        {
            events.Add((await whole.NextAsync())!.Value);
        }

        foreach (var (position, seen) in events.SkipLast(1).Index())
        {
            var expected = events.Skip(position + 1).Select(Text).ToArray();
            await using (var header = await EventConnection.OpenAsync(Client, Events, ("Last-Event-ID", seen.EventId!)))
            {
                Assert.Equal(expected, await TextsAsync(header, expected.Length));
            }

            await using var parameter = await EventConnection.OpenAsync(Client, $"{Events}?after={seen.EventId}");
            Assert.Equal(expected, await TextsAsync(parameter, expected.Length));
        }
    }

    private static string Text(SseItem<string> happened) => $"{happened.EventId} {happened.EventType} {happened.Data}";

    private static async Task<List<string>> TextsAsync(EventConnection stream, int count)
    {
        var texts = new List<string>();
        while (texts.Count < count)
        {
            texts.Add(Text((await stream.NextAsync())!.Value));
        }

        return texts;
    }

    private static async Task<List<SseItem<string>>> HoldAsync(HttpClient client, string body)
    {
        using var request = Answers.Json(HttpMethod.Post, Dialogue, body);
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}");
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        var events = new List<SseItem<string>>();
        await foreach (var happened in SseParser.Create(stream).EnumerateAsync())
        {
            events.Add(happened);
        }

        return events;
    }
}
