using System.Net;
using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Reliability;

/// <summary>Has the six agents of a hand answer, again and again through each gateway, each time something else; nothing is sent twice.</summary>
public sealed class AngelLoad : IAsyncDisposable
{
    /// <summary>What an activation leaves behind: six agents, with a memory by their hand and one by their role.</summary>
    private const int Agents = 6;
    private const int SendersPerGateway = 4;

    private readonly CancellationTokenSource stopping = new();
    private readonly Lock guard = new();
    private readonly Dictionary<string, HttpStatusCode?> sent = [];
    private readonly List<string> unclear = [];
    private readonly Task running;
    private int next;

    private AngelLoad(IReadOnlyList<HttpClient> clients, bool endsWithoutAnswer) => running = Task.WhenAll(
        clients.SelectMany(client => Enumerable.Range(0, SendersPerGateway).Select(_ => Task.Run(() => SendAsync(client, endsWithoutAnswer)))));

    /// <summary>Answers that are none: neither voices nor a clear refusal.</summary>
    public IReadOnlyList<string> Unclear => unclear;

    /// <summary>Begins to send.</summary>
    /// <param name="clients">The gateways.</param>
    /// <param name="endsWithoutAnswer">Whether a sender that gets no answer at all ends, as it does when the server is killed itself.</param>
    public static AngelLoad Start(IReadOnlyList<HttpClient> clients, bool endsWithoutAnswer = false) => new(clients, endsWithoutAnswer);

    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stopping.Dispose();
    }

    public override string ToString()
    {
        lock (guard)
        {
            return string.Join(", ", sent.Values.GroupBy(status => status).Select(group => $"{group.Count()} × {group.Key?.ToString() ?? "no answer"}"));
        }
    }

    /// <summary>Recalls all of it and compares.</summary>
    /// <returns>What is wrong: a memory that is missing, stored twice, or of a part of the agents.</returns>
    public async Task<IReadOnlyList<string>> CheckAsync(HttpClient client)
    {
        var wrong = new List<string>();
        var kept = new Dictionary<string, int>();
        string? page = "/civic-angel/memories/loom?limit=5000";
        while (page is not null)
        {
            using var answer = await client.GetAsync(page);
            answer.EnsureSuccessStatusCode();
            foreach (var memory in JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray())
            {
                var content = (string)memory!["content"]!;
                kept[content] = kept.GetValueOrDefault(content) + 1;
            }

            page = answer.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;
        }

        foreach (var (asked, status) in sent)
        {
            var count = kept.GetValueOrDefault(asked);
            if (count != Agents && (status == HttpStatusCode.OK || count != 0))
            {
                wrong.Add($"'{asked}' was answered {status?.ToString() ?? "not at all"}, and {count} agents remember it");
            }
        }

        var info = JsonNode.Parse(await client.GetStringAsync("/civic-angel/info"))!;
        if ((long)info["totalMemories"]! != kept.Values.Sum() * 2L)
        {
            wrong.Add($"{kept.Values.Sum()} memories by the hand of {info["totalMemories"]} in all");
        }

        return wrong;
    }

    private async Task SendAsync(HttpClient client, bool endsWithoutAnswer)
    {
        while (!stopping.IsCancellationRequested)
        {
            var asked = $"Who weaves number {Interlocked.Increment(ref next)}?";
            HttpStatusCode? status = null;
            string? fault = null;
            try
            {
                using var answer = await client.PostJsonAsync("/civic-angel/activate", $$"""{"description":"{{asked}}","gesture":"loom"}""");
                var text = await answer.Content.ReadAsStringAsync();
                status = answer.StatusCode;
                fault = IsClear(answer, text) ? null : $"{asked} {(int)answer.StatusCode} {text}";
            }
            catch (HttpRequestException exception)
            {
                fault = endsWithoutAnswer ? null : $"{asked} {exception.Message}";
            }

            lock (guard)
            {
                sent.Add(asked, status);
                if (fault is not null)
                {
                    unclear.Add(fault);
                }
            }

            if (status is null && endsWithoutAnswer)
            {
                return;
            }
        }
    }

    private static bool IsClear(HttpResponseMessage answer, string text) =>
        answer.StatusCode == HttpStatusCode.OK ? JsonNode.Parse(text)!["responses"]!.AsArray().Count == Agents
        : answer is { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter: not null };
}
