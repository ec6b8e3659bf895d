using System.Text.Json.Serialization;

namespace InfernoOrleans.Benchmarks.Execute;

/// <summary>
/// The yardstick: an ASP.NET endpoint as its documentation would write it, which parses the same request and writes an answer of the same
/// size, with no network, grain or store behind it.
/// </summary>
internal static class BareEndpoint
{
    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, BareJson.Default));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapPost("/execute", (BareRequest request) => new BareAnswer(true, request.Data[..10], null));
        await app.StartAsync();
        Console.Out.WriteLine($$"""{"url":"{{app.Urls.First()}}"}""");
        await app.WaitForShutdownAsync();
        return 0;
    }
}

internal sealed record BareRequest(float[] Data);

internal sealed record BareAnswer(bool Success, float[] Result, string? Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BareRequest))]
[JsonSerializable(typeof(BareAnswer))]
internal sealed partial class BareJson : JsonSerializerContext;
