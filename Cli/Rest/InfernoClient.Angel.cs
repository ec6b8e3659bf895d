using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace InfernoOrleans.Cli.Rest;

/// <content>The agents of the Civic Angel.</content>
internal sealed partial class InfernoClient
{
    private const string EventStream = "text/event-stream";

    public Task<AngelInfo> GetAngelInfoAsync(CancellationToken cancellationToken) =>
        GetAsync("civic-angel/info", InfernoJson.Default.AngelInfo, cancellationToken);

    public Task<IReadOnlyList<AgentItem>> ListAgentsAsync(string? type, CancellationToken cancellationToken) =>
        ListAsync("civic-angel/agents" + Query(("type", type)), InfernoJson.Default.IReadOnlyListAgentItem, cancellationToken);

    public Task<IReadOnlyList<AgentItem>> ListHandAsync(string hand, CancellationToken cancellationToken) =>
        ListAsync($"civic-angel/hands/{Uri.EscapeDataString(hand)}", InfernoJson.Default.IReadOnlyListAgentItem, cancellationToken);

    public Task<AgentItem> GetAgentAsync(string id, CancellationToken cancellationToken) =>
        GetAsync(AgentPath(id), InfernoJson.Default.AgentItem, cancellationToken);

    /// <param name="input">What they are asked.</param>
    /// <param name="agent">The one that is to answer; null for those that the input selects.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    public Task<ActivationAnswer> ActivateAsync(AngelInput input, string? agent, CancellationToken cancellationToken) => PostAsync(
        agent is null ? "civic-angel/activate" : AgentPath(agent) + "/activate",
        input,
        InfernoJson.Default.AngelInput,
        InfernoJson.Default.ActivationAnswer,
        cancellationToken);

    public Task<ActivationAnswer> MakeGestureAsync(AngelInput input, CancellationToken cancellationToken) =>
        PostAsync("civic-angel/gesture", input, InfernoJson.Default.AngelInput, InfernoJson.Default.ActivationAnswer, cancellationToken);

    /// <summary>The newest memories whose trigger contains a text, at most <paramref name="most"/>.</summary>
    /// <returns>They, the newest last, and whether there are older ones.</returns>
    public async Task<(IReadOnlyList<MemoryItem> Memories, bool HasOlder)> RecallAsync(string trigger, int most, CancellationToken cancellationToken)
    {
        var path = $"civic-angel/memories/{Uri.EscapeDataString(trigger)}" + Query(("limit", Number(Math.Min(most, LongestPage))));
        var newestFirst = new List<MemoryItem>();
        var hasOlder = false;
        await foreach (var page in PagesAsync(path, InfernoJson.Default.IReadOnlyListMemoryItem, cancellationToken))
        {
            newestFirst.AddRange(page.Items.Reverse());
            hasOlder = !page.IsLast || newestFirst.Count > most;
            if (newestFirst.Count >= most) { break; }
        }

        return ([.. newestFirst.Take(most).Reverse()], hasOlder);
    }

    public Task<LifecycleAnswer> GetLifecycleAsync(CancellationToken cancellationToken) =>
        GetAsync("civic-angel/lifecycle", InfernoJson.Default.LifecycleAnswer, cancellationToken);

    public Task<LifecycleAnswer> AdvanceAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "civic-angel/lifecycle/advance", body: null, InfernoJson.Default.LifecycleAnswer, cancellationToken);

    public Task<DreamAnswer> DreamAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "civic-angel/dream", body: null, InfernoJson.Default.DreamAnswer, cancellationToken);

    public Task<TopologyAnswer> GetTopologyAsync(CancellationToken cancellationToken) =>
        GetAsync("civic-angel/topology", InfernoJson.Default.TopologyAnswer, cancellationToken);

    /// <param name="agent">The agent.</param>
    /// <param name="deployment">The id or the name of what it is to compute with.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    public Task<AgentItem> BindAgentAsync(string agent, string deployment, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Put,
        AgentPath(agent) + "/model",
        JsonContent.Create(new BindRequest(deployment), InfernoJson.Default.BindRequest),
        InfernoJson.Default.AgentItem,
        cancellationToken);

    public Task<AgentItem> UnbindAgentAsync(string agent, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, AgentPath(agent) + "/model", body: null, InfernoJson.Default.AgentItem, cancellationToken);

    public Task<DeployAnswer> DeployAgentAsync(DeployAgentRequest request, CancellationToken cancellationToken) => PostAsync(
        "inferno/deploy/agent", request, InfernoJson.Default.DeployAgentRequest, InfernoJson.Default.DeployAnswer, cancellationToken);

    /// <summary>The turns of a dialogue, each as soon as it is spoken.</summary>
    public async IAsyncEnumerable<DialogueTurn> HoldDialogueAsync(
        DialogueRequest dialogue, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "civic-angel/dialogue");
        request.Content = JsonContent.Create(dialogue, InfernoJson.Default.DialogueRequest);
        await foreach (var item in ListenAsync(request, cancellationToken))
        {
            switch (item.EventType)
            {
                case "turn": yield return Read(item, InfernoJson.Default.DialogueTurn); break;
                case "end": yield break;
                case "error": throw Failures.Told(Url, item.Data);
            }
        }

        throw new CommandFailedException($"{Url} ended the dialogue before its last turn.");
    }

    /// <summary>What happens to the agents, until the server stops.</summary>
    /// <param name="after">The id of the event before the first; null for those from now on.</param>
    /// <param name="cancellationToken">Stops listening.</param>
    public async IAsyncEnumerable<AngelEvent> FollowAngelAsync(string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "civic-angel/events" + Query(("after", after)));
        await foreach (var item in ListenAsync(request, cancellationToken))
        {
            yield return Read(item, InfernoJson.Default.AngelEvent) with { Event = item.EventType, Id = item.EventId };
        }
    }

    /// <summary>The events of a stream. It may take long, but not be silent for long: servers send at least what keeps a stream alive.</summary>
    private async IAsyncEnumerable<SseItem<string>> ListenAsync(
        HttpRequestMessage request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, answerTimeout, cancellationToken);
        if (response.Content.Headers.ContentType?.MediaType != EventStream) { throw Failures.Foreign(Url, response); }

        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var patient = new PatientStream(content, answerTimeout, time);
        await using var items = SseParser.Create(patient).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(items, cancellationToken))
        {
            yield return items.Current;
        }
    }

    private async Task<bool> MoveNextAsync(IAsyncEnumerator<SseItem<string>> items, CancellationToken cancellationToken)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new CommandFailedException($"The connection to {Url} broke.", ExitCodes.Unreachable);
        }
        catch (TimeoutException)
        {
            throw Failures.Silent(Url, answerTimeout);
        }
    }

    private T Read<T>(SseItem<string> item, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(item.Data, type) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new CommandFailedException($"{Url} sent an event '{item.EventType}' that is not this API's JSON.");
        }
    }

    private static string AgentPath(string id) => $"civic-angel/agents/{Uri.EscapeDataString(id)}";
}
