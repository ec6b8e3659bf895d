using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace InfernoOrleans.Grains.Telemetry;

/// <summary>Which of the server's own metrics are told, and under which names.</summary>
internal static class MetricViews
{
    /// <summary>The meters of the server.</summary>
    public static readonly string[] ServerMeters = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    /// <param name="deployments">How many deployments may have series of their own.</param>
    /// <returns>How a metric is told; null for as it is.</returns>
    public static Func<Instrument, MetricStreamConfiguration?> For(int deployments) => instrument => instrument.Name switch
    {
        "http.server.request.duration" => new ExplicitBucketHistogramConfiguration
        {
            Name = "inferno_http_request_duration",
            Description = "How long requests took, by route, method and status.",
            TagKeys = ["http.route", "http.request.method", "http.response.status_code"],
            Boundaries = Buckets.Seconds,
        },
        "http.server.active_requests" => new MetricStreamConfiguration
        {
            Name = "inferno_http_requests_in_flight",
            Description = "Requests that are being answered.",
            TagKeys = [],
        },
        "kestrel.active_connections" => new MetricStreamConfiguration
        {
            Name = "inferno_http_connections",
            Description = "Connections that are open.",
            TagKeys = [],
        },
        "kestrel.rejected_connections" => new MetricStreamConfiguration
        {
            Name = "inferno_http_connections_rejected",
            Description = "Connections that were closed at once because there were too many.",
            TagKeys = [],
        },
        _ when ServerMeters.Contains(instrument.Meter.Name) => MetricStreamConfiguration.Drop,

        // What was told once keeps its place as long as its meter lives, so that these are made anew before there are twice as many.
        _ when instrument.Name.StartsWith("inferno_deployment_", StringComparison.Ordinal) =>
            new MetricStreamConfiguration { CardinalityLimit = Math.Max(1, 2 * deployments) },
        _ => null,
    };
}
