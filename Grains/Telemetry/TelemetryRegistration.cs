using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace InfernoOrleans.Grains.Telemetry;

/// <summary>Adds to a process what tells others how it does.</summary>
public static class TelemetryRegistration
{
    private static readonly string[] StandardVariables =
        ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    /// <summary>Has metrics collected where somebody can have them, and requests traced where traces are sent somewhere. Otherwise nothing is added.</summary>
    /// <param name="builder">The process.</param>
    /// <param name="service">What it is: <c>inferno-gateway</c>, <c>inferno-silo</c>.</param>
    /// <param name="instance">Which of them it is.</param>
    /// <param name="isScraped">Whether it serves its metrics itself.</param>
    /// <exception cref="OptionsValidationException">The section <c>Telemetry</c> is not valid.</exception>
    public static void AddInfernoTelemetry(this IHostApplicationBuilder builder, string service, string instance, bool isScraped)
    {
        var options = TelemetryOptions.From(builder.Configuration);
        builder.Services.AddOptions<TelemetryOptions>().BindConfiguration(TelemetryOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TelemetryOptions>, TelemetryOptionsValidator>();
        var isSent = !string.IsNullOrWhiteSpace(options.OtlpEndpoint) || StandardVariables.Any(name => !string.IsNullOrEmpty(builder.Configuration[name]));
        if (!isScraped && !isSent)
        {
            return;
        }

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(service, autoGenerateServiceInstanceId: false, serviceInstanceId: instance));
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter("InfernoOrleans.*", "System.Runtime").AddView(MetricViews.For(options.MaxDeployments));
            if (service == Gateway)
            {
                metrics.AddMeter(MetricViews.ServerMeters);
            }

            if (isScraped)
            {
                metrics.AddPrometheusExporter(prometheus => prometheus.ScopeInfoEnabled = false);
            }

            if (isSent)
            {
                metrics.AddOtlpExporter(otlp => Address(otlp, options, "v1/metrics"));
            }
        });
        if (isSent)
        {
            telemetry.WithTracing(traces => traces
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TraceRatio)))
                .AddSource(Traces.SourceName, "Microsoft.Orleans.*")
                .AddAspNetCoreInstrumentation(http => http.Filter = context => !IsLookedAfter(context.Request.Path.Value))
                .AddOtlpExporter(otlp => Address(otlp, options, "v1/traces")));
        }
    }

    /// <summary>Begins to collect, so that whatever counts from here on finds a collector; called when the process is put together.</summary>
    public static void BeginTelemetry(this IServiceProvider services) => services.GetService<MeterProvider>();

    /// <summary>The service name of gateways.</summary>
    public const string Gateway = "inferno-gateway";

    /// <summary>The service name of silos.</summary>
    public const string Silo = "inferno-silo";

    /// <summary>What supervisors ask every few seconds is no trace's worth.</summary>
    private static bool IsLookedAfter(string? path) =>
        path is not null && (path.StartsWith("/health/", StringComparison.Ordinal) || path == "/metrics");

    private static void Address(OtlpExporterOptions otlp, TelemetryOptions options, string signal)
    {
        if (string.IsNullOrWhiteSpace(options.OtlpEndpoint))
        {
            return;
        }

        var endpoint = options.OtlpEndpoint.Trim();

        otlp.Protocol = options.OtlpProtocol == OtlpTransport.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        otlp.Endpoint = options.OtlpProtocol == OtlpTransport.Grpc ? new Uri(endpoint) : new Uri($"{endpoint.TrimEnd('/')}/{signal}");
    }
}
