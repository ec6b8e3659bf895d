using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Tests.Cli;

/// <summary>A real HTTP server on a free loopback port whose answers a test writes, and which remembers what it was asked.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<RecordedRequest> requests = new();

    private ScriptedServer(Action<WebApplication> script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Use(RecordAsync);
        script(app);
    }

    public Uri Url => new(app.Urls.Single());

    public IReadOnlyCollection<RecordedRequest> Requests => requests;

    public static async Task<ScriptedServer> StartAsync(Action<WebApplication> script)
    {
        var server = new ScriptedServer(script);
        await server.app.StartAsync();
        return server;
    }

    public static IResult Json(string json, int status = 200) => Results.Text(json, "application/json", Encoding.UTF8, status);

    public static IResult Problem(int status, string json) => Results.Text(json, "application/problem+json", Encoding.UTF8, status);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task RecordAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        request.EnableBuffering();
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, context.RequestAborted);
        request.Body.Position = 0;
        requests.Enqueue(new(
            $"{request.Method} {request.Path}{request.QueryString}",
            Encoding.UTF8.GetString(body.ToArray()),
            request.ContentType,
            request.Headers["X-Inferno-Timeout-Ms"],
            request.Headers.Authorization));
        await next(context);
    }
}

/// <summary>What a client sent.</summary>
internal sealed record RecordedRequest(string Line, string Body, string? ContentType, string? TimeoutMs, string? Authorization);
