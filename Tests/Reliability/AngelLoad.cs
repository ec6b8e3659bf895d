using System.Net;
using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;
using Xunit.Abstractions;

namespace InfernoOrleans.Tests.Reliability;

/// <summary>Has the six agents of a hand answer, again and again through each gateway, each time something else; nothing is sent twice.</summary>
public sealed class AngelLoad : IAsyncDisposable
{
    private const string Hand = "loom";
    private const int SendersPerGateway = 4;

    /// <summary>What an activation leaves behind: each agent of the hand has a memory by the hand and one by its role.</summary>
    private static readonly string[] Roles = ["palm", "finger1", "finger2", "finger3", "finger4", "finger5"];

    /// <summary>In what is asked, since another load may have asked the same agents before.</summary>
    private readonly string name = $"{Guid.NewGuid():n}"[..8];

    private readonly CancellationTokenSource stopping = new();
    private readonly Lock guard = new();
    private readonly Dictionary<string, HttpStatusCode?> sent = [];
    private readonly List<string> unclear = [];
    private readonly Task running;
    private int next;

    private AngelLoad(IReadOnlyList<HttpClient> clients, bool endsWithoutAnswer) => running = Task.WhenAll(
        clients.SelectMany(client => Enumerable.Range(0, SendersPerGateway).Select(_ => Task.Run(() => SendAsync(client, endsWithoutAnswer)))));

    /// <summary>How often all of the hand have answered.</summary>
    public int Answered
    {
        get
        {
            lock (guard)
            {
                return sent.Values.Count(status => status == HttpStatusCode.OK);
            }
        }
    }

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

    /// <summary>Stops, and checks that every agent of the hand remembers once what was answered, and what was not answered once or not at all.</summary>
    public async Task AssertAllKeptAsync(HttpClient client, ITestOutputHelper output)
    {
        await StopAsync();
        var wrong = await CheckAsync(client);
        output.WriteLine($"{this}; {wrong.Count} wrong, {Unclear.Count} unclear; {await client.GetStringAsync("/civic-angel/info")}");
        Assert.Empty(wrong);
        Assert.Empty(Unclear);
        Assert.Contains("OK", ToString(), StringComparison.Ordinal);
    }

    /// <summary>Recalls all of it and compares.</summary>
    /// <returns>What is wrong: a memory that is missing, stored twice, or of a part of the agents.</returns>
    private async Task<IReadOnlyList<string>> CheckAsync(HttpClient client)
    {
        var byHand = await CountAsync(client, Hand);
        var byRole = new List<IReadOnlyDictionary<string, int>>();
        foreach (var role in Roles)
        {
            byRole.Add(await CountAsync(client, role));
        }

        var wrong = new List<string>();
        foreach (var (asked, status) in sent)
        {
            // Nobody else is asked, so that a role is one agent: twice at one and not at all at another is six by the hand, too.
            int[] counts = [byHand.GetValueOrDefault(asked), .. byRole.Select(role => role.GetValueOrDefault(asked))];
            var isWhole = counts[0] == Roles.Length && counts[1..].All(count => count == 1);
            if (!isWhole && (status == HttpStatusCode.OK || counts.Any(count => count != 0)))
            {
                wrong.Add($"'{asked}' was answered {status?.ToString() ?? "not at all"}, and is remembered by {Hand}, {string.Join(", ", Roles)}: {string.Join(", ", counts)} times");
            }
        }

        var recalled = byRole.Append(byHand).Sum(contents => contents.Values.Sum(count => (long)count));
        var info = JsonNode.Parse(await client.GetStringAsync("/civic-angel/info"))!;
        if ((long)info["totalMemories"]! != recalled)
        {
            wrong.Add($"{recalled} memories by the hand and by roles of {info["totalMemories"]} in all");
        }

        return wrong;
    }

    /// <summary>How often each content is remembered by a trigger.</summary>
    private static async Task<IReadOnlyDictionary<string, int>> CountAsync(HttpClient client, string trigger)
    {
        var kept = new Dictionary<string, int>();
        string? page = $"/civic-angel/memories/{trigger}?limit=5000";
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

        return kept;
    }

    private async Task SendAsync(HttpClient client, bool endsWithoutAnswer)
    {
        while (!stopping.IsCancellationRequested)
        {
            var asked = $"Who weaves number {Interlocked.Increment(ref next)} of {name}?";
            HttpStatusCode? status = null;
            string? fault = null;
            try
            {
                using var answer = await client.PostJsonAsync("/civic-angel/activate", $$"""{"description":"{{asked}}","gesture":"{{Hand}}"}""");
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
        answer.StatusCode == HttpStatusCode.OK ? JsonNode.Parse(text)!["responses"]!.AsArray().Count == Roles.Length
        : answer is { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter: not null };
}
