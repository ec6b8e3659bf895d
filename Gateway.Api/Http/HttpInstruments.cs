using System.Diagnostics.Metrics;

namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>The figures of HTTP that the server has not itself, under <c>inferno_http_*</c>.</summary>
internal sealed class HttpInstruments
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "InfernoOrleans.Gateway.Http";

    private static readonly Dictionary<int, KeyValuePair<string, object?>> Reasons = new()
    {
        [StatusCodes.Status401Unauthorized] = new("reason", "unauthorized"),
        [StatusCodes.Status403Forbidden] = new("reason", "forbidden"),
        [StatusCodes.Status408RequestTimeout] = new("reason", "timeout"),
        [StatusCodes.Status413PayloadTooLarge] = new("reason", "too_large"),
        [StatusCodes.Status429TooManyRequests] = new("reason", "rate_limited"),
        [StatusCodes.Status503ServiceUnavailable] = new("reason", "unavailable"),
    };

    private readonly Counter<long> refused;

    public HttpInstruments(IMeterFactory meters, EventStreams streams)
    {
        var meter = meters.Create(MeterName);
        refused = meter.CreateCounter<long>("inferno_http_requests_refused", "{request}", "Requests that were refused for their keys, their size or their pace, or for want of room, by reason.");
        meter.CreateObservableGauge("inferno_http_event_streams", () => streams.Open, "{stream}", "Streams of events that are open.");

        // What has never happened is told as none: a rise from nothing would be seen as no rise.
        foreach (var reason in Reasons.Values)
        {
            refused.Add(0, reason);
        }
    }

    /// <summary>Counts an answer if it is a refusal for what the client is or does, or for want of room.</summary>
    public void Refused(int status)
    {
        if (Reasons.TryGetValue(status, out var reason))
        {
            refused.Add(1, reason);
        }
    }
}
