using System.Net;
using System.Net.ServerSentEvents;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>A stream of server-sent events, read as a browser would.</summary>
internal sealed class EventConnection : IAsyncDisposable
{
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(60);

    private readonly HttpResponseMessage answer;
    private readonly IAsyncEnumerator<SseItem<string>> events;
    private readonly CancellationTokenSource patience = new(MostPatience);

    private EventConnection(HttpResponseMessage answer, Stream body)
    {
        this.answer = answer;
        events = SseParser.Create(body).EnumerateAsync(patience.Token).GetAsyncEnumerator(patience.Token);
    }

    /// <summary>Connects; events are those from here on.</summary>
    public static async Task<EventConnection> OpenAsync(HttpClient client, string path, params (string Name, string Value)[] headers)
    {
        using var request = Answers.Json(HttpMethod.Get, path, null, headers);
        return await OfAsync(await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
    }

    /// <summary>The same; null when the server has too much to do.</summary>
    public static async Task<EventConnection?> TryOpenAsync(HttpClient client, string path)
    {
        var answer = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
        {
            return await OfAsync(answer);
        }

        answer.Dispose();
        return null;
    }

    private static async Task<EventConnection> OfAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        return new EventConnection(answer, await answer.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event; null when the server has ended the stream.</summary>
    public async Task<SseItem<string>?> NextAsync() => await events.MoveNextAsync() ? events.Current : null;

    /// <summary>The events up to the one that ends that task, of that task only.</summary>
    public async Task<List<SseItem<string>>> UntilEndOfAsync(string task)
    {
        var found = new List<SseItem<string>>();
        while (await NextAsync() is { } happened)
        {
            if (happened.Data.Contains($"\"{task}\"", StringComparison.Ordinal))
            {
                found.Add(happened);
                if (happened.Data.Contains("\"Completed\"", StringComparison.Ordinal) || happened.Data.Contains("\"Cancelled\"", StringComparison.Ordinal))
                {
                    return found;
                }
            }
        }

        Assert.Fail($"The stream ended before {task}.");
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        // The connection first: it ends what the enumerator may wait for.
        answer.Dispose();
        await events.DisposeAsync();
        patience.Dispose();
    }
}
