using System.Net;
using InfernoOrleans.Grains.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace InfernoOrleans.Silo;

/// <summary>
/// The HTTP side of a silo process: how it is and its metrics, for supervisors and Prometheus, and nothing else. It is there before the silo starts
/// and until that has stopped, since it tells of both. It has a server of its own, which takes none of the settings of one but where to listen.
/// </summary>
internal sealed class SiloHttp(
    SiloReadiness readiness, MeterProvider meters, IOptions<SiloProcessOptions> options, ILoggerFactory loggers) : IHostedLifecycleService, IAsyncDisposable
{
    private const int MostConnections = 100;

    private WebApplication? server;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, SameLifetime>();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxRequestBodySize = 0;
            Listen(kestrel, options.Value);
        });
        server = builder.Build();
        server.MapGet("/health/live", context => SayAsync(context, StatusCodes.Status200OK, "live"));
        server.MapGet("/health/ready", async context =>
        {
            var state = await readiness.StateAsync(context.RequestAborted);
            await SayAsync(context, state == SiloReadiness.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, state);
        });
        server.MapPrometheusScrapingEndpoint("/metrics", meters, configureBranchedPipeline: null, optionsName: null);
        await server.StartAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => server?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static void Listen(KestrelServerOptions kestrel, SiloProcessOptions options)
    {
        switch (options.HttpHost)
        {
            case "localhost":
                kestrel.ListenLocalhost(options.HttpPort);
                break;
            case "*":
                kestrel.ListenAnyIP(options.HttpPort);
                break;
            default:
                kestrel.Listen(IPAddress.Parse(options.HttpHost), options.HttpPort);
                break;
        }
    }

    private static Task SayAsync(HttpContext context, int status, string state)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$"""{"status":"{{state}}"}""", context.RequestAborted);
    }

    /// <summary>It lives as long as the silo process, which is told by signals when to stop.</summary>
    private sealed class SameLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
