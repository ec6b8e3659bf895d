using System.Diagnostics.Metrics;

namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>The figures of HTTP that the server has not itself, under <c>inferno_http_*</c>.</summary>
internal sealed class HttpInstruments
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "InfernoOrleans.Gateway.Http";

    private readonly Counter<long> refused;

    public HttpInstruments(IMeterFactory meters, EventStreams streams)
    {
        var meter = meters.Create(MeterName);
        refused = meter.CreateCounter<long>("inferno_http_requests_refused", "{request}", "Requests that were refused for their keys, their size or their pace, or for want of room, by reason.");
        meter.CreateObservableGauge("inferno_http_event_streams", () => streams.Open, "{stream}", "Streams of events that are open.");
    }

    /// <summary>Counts an answer if it is a refusal for what the client is or does, or for want of room.</summary>
    public void Refused(int status)
    {
        var reason = status switch
        {
            StatusCodes.Status401Unauthorized => "unauthorized",
            StatusCodes.Status403Forbidden => "forbidden",
            StatusCodes.Status408RequestTimeout => "timeout",
            StatusCodes.Status413PayloadTooLarge => "too_large",
            StatusCodes.Status429TooManyRequests => "rate_limited",
            StatusCodes.Status503ServiceUnavailable => "unavailable",
            _ => null,
        };
        if (reason is not null)
        {
            refused.Add(1, new KeyValuePair<string, object?>("reason", reason));
        }
    }
}
