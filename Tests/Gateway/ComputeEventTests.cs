using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>The stream of events of tasks and nodes.</summary>
[Collection(ComputingTests.Name)]
public sealed class ComputeEventTests(SharedNode node)
{
    private const string Route = "/inferno/compute/events";

    private HttpClient Client => node.Client;

    [Fact]
    public async Task Events_OfATask_TellItsStatesInOrder()
    {
        await using var stream = await EventConnection.OpenAsync(Client, Route);
        var id = await Client.SubmitAsync(""" "taskType":"data","data":[1] """);

        var events = await stream.UntilEndOfAsync(id);

        Assert.All(events, happened => Assert.Equal("task", happened.EventType));
        Assert.Equal(events.Count, events.Select(happened => happened.EventId).Distinct().Count());
        var data = events.Select(happened => JsonNode.Parse(happened.Data)!).ToArray();
        Assert.All(data, happened => Assert.Equal(["at", "taskId", "node", "status", "attempt"], happened.AsObject().Select(member => member.Key)));
        Assert.All(data, happened => Assert.Equal(id, happened.Text("taskId")));

        // That it runs is written only where it does so for a while.
        data = [.. data.Where(happened => happened.Text("status") != "Running")];
        Assert.Equal(["Pending", "Assigned", "Completed"], data.Select(happened => happened.Text("status")));
        Assert.Equal([0, 1, 1], data.Select(happened => happened["attempt"]!.GetValue<int>()));
        Assert.Equal((await Client.EndAsync(id)).Text("node"), data[^1].Text("node"));
        var times = data.Select(happened => happened["at"]!.GetValue<long>()).ToArray();
        Assert.Equal(times.Order(), times);
    }

    [Fact]
    public async Task Events_AfterOneThatWasSeen_AreTheSameAsWithoutABreak()
    {
        await using var whole = await EventConnection.OpenAsync(Client, Route);
        var id = await Client.SubmitAsync(""" "taskType":"data","data":[1] """);
        var events = await whole.UntilEndOfAsync(id);

        foreach (var (position, seen) in events.SkipLast(1).Index())
        {
            var expected = Texts(events.Skip(position + 1));
            await using (var header = await EventConnection.OpenAsync(Client, Route, ("Last-Event-ID", seen.EventId!)))
            {
                Assert.Equal(expected, Texts(await header.UntilEndOfAsync(id)));
            }

            await using (var parameter = await EventConnection.OpenAsync(Client, $"{Route}?after={seen.EventId}"))
            {
                Assert.Equal(expected, Texts(await parameter.UntilEndOfAsync(id)));
            }

            // A browser connects again to the address that it was given first.
            await using var both = await EventConnection.OpenAsync(Client, $"{Route}?after={events[0].EventId}", ("Last-Event-ID", seen.EventId!));
            Assert.Equal(expected, Texts(await both.UntilEndOfAsync(id)));
        }
    }

    [Fact]
    public async Task Events_FromNowOn_BeginWithWhereToGoOn()
    {
        using var answer = await Client.GetAsync(Route, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());

        var id = await reader.ReadLineAsync();
        Assert.NotNull(id);
        Assert.StartsWith("id: ", id, StringComparison.Ordinal);
        Assert.Equal("retry: 2000", await reader.ReadLineAsync());

        // What happens while nobody is connected is not missed by one who goes on from there.
        var task = await Client.SubmitAsync(""" "taskType":"data","data":[1] """);
        await Client.EndAsync(task);
        await using var stream = await EventConnection.OpenAsync(Client, Route, ("Last-Event-ID", id["id: ".Length..]));
        var events = await stream.UntilEndOfAsync(task);
        Assert.Contains("\"Pending\"", events[0].Data, StringComparison.Ordinal);
        Assert.Contains("\"Completed\"", events[^1].Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_WithATimeoutOfTheRequest_GoOnAllTheSame()
    {
        await using var stream = await EventConnection.OpenAsync(Client, Route, ("X-Inferno-Timeout-Ms", "2000"));

        // Waiting takes longer than that.
        var id = await Client.SubmitAsync($""" "taskType":"data","data":[1],{ComputeRequests.OnlyOn("nowhere")} """);
        await Client.GetAsync($"/inferno/compute/tasks/{id}?wait=3").TextAsync(System.Net.HttpStatusCode.Accepted);
        await Client.DeleteAsync($"/inferno/compute/tasks/{id}").TextAsync();

        Assert.Equal(2, (await stream.UntilEndOfAsync(id)).Count);
    }

    [Fact]
    public async Task Events_OfANode_AreMarkedAsSuch()
    {
        await using var stream = await EventConnection.OpenAsync(Client, Route);
        await Client.RegisterNodeAsync("eventful");
        await Client.DeleteAsync("/inferno/compute/nodes/eventful").TextAsync();

        SseItem<string>? happened;
        do
        {
            happened = await stream.NextAsync();
        }
        while (happened is { } other && !other.Data.Contains("\"eventful\"", StringComparison.Ordinal));

        Assert.Equal("node", happened!.Value.EventType);
        Assert.Null(JsonNode.Parse(happened.Value.Data)!["taskId"]);
    }

    [Fact]
    public async Task Events_ForOneMoreThanAllowed_Are503UntilAnotherLeaves()
    {
        using var data = new TemporaryDirectory();
        await using var small = await EmbeddedNode.StartAsync(data.Path, "--Gateway:MaxEventStreams=1");
        var first = await EventConnection.OpenAsync(small.Client, Route);
        using (var refused = await small.Client.GetAsync(Route))
        {
            Assert.Equal("1", Assert.Single(refused.Headers.GetValues("Retry-After")));
            await Task.FromResult(refused).ProblemAsync(503);
        }

        await first.DisposeAsync();

        var began = Stopwatch.GetTimestamp();
        HttpResponseMessage next;
        while ((next = await small.Client.GetAsync(Route, HttpCompletionOption.ResponseHeadersRead)).StatusCode != System.Net.HttpStatusCode.OK)
        {
            next.Dispose();
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "The place of the first was not freed.");
        }

        next.Dispose();
    }

    [Fact]
    public async Task Events_WhenTheServerStops_End()
    {
        using var data = new TemporaryDirectory();
        await using var stopping = await EmbeddedNode.StartAsync(data.Path);
        await using var stream = await EventConnection.OpenAsync(stopping.Client, Route);

        var stopped = stopping.Process.StopAsync();
        while (await stream.NextAsync() is not null)
        {
        }

        Assert.Equal(0, await stopped);
    }

    private static string[] Texts(IEnumerable<SseItem<string>> events) => [.. events.Select(happened => $"{happened.EventId} {happened.EventType} {happened.Data}")];
}
