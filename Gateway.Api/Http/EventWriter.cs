using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>Writes server-sent events. What is written is sent with <see cref="FlushAsync"/>.</summary>
/// <param name="pipe">The body of the answer.</param>
internal sealed class EventWriter(PipeWriter pipe)
{
    /// <summary>The content type of such an answer.</summary>
    public const string ContentType = "text/event-stream";

    /// <summary>Begins an answer.</summary>
    public static EventWriter Begin(HttpResponse response)
    {
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";

        // Proxies that collect answers before they pass them on would hold events back.
        response.Headers["X-Accel-Buffering"] = "no";
        return new EventWriter(response.BodyWriter);
    }

    /// <summary>Tells the client, without an event, after how long to connect again when the connection breaks.</summary>
    /// <param name="id">After which event to go on then; null where the first event will tell.</param>
    /// <param name="retry">After how long.</param>
    public void WriteStart(string? id, TimeSpan retry) => Write(
        id is null ? $"retry: {(long)retry.TotalMilliseconds}\n\n" : $"id: {id}\nretry: {(long)retry.TotalMilliseconds}\n\n");

    /// <summary>Writes an event.</summary>
    /// <param name="id">What a client sends as <c>Last-Event-ID</c> to go on after it; null for an event that changes nothing about that.</param>
    /// <param name="name">Its kind.</param>
    /// <param name="data">What it says.</param>
    /// <param name="type">How that is written: on one line.</param>
    public void Write<T>(string? id, string name, T data, JsonTypeInfo<T> type)
    {
        Write(id is null ? $"event: {name}\ndata: " : $"id: {id}\nevent: {name}\ndata: ");
        using (var json = new Utf8JsonWriter(pipe))
        {
            JsonSerializer.Serialize(json, data, type);
        }

        Write("\n\n");
    }

    /// <summary>Writes what clients skip, so that both sides notice when the connection is broken.</summary>
    public void WriteHeartbeat() => Write(":\n\n");

    /// <summary>Sends what was written.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken) => await pipe.FlushAsync(cancellationToken);

    private void Write(string text) => Encoding.UTF8.GetBytes(text, pipe);
}
