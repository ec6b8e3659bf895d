using System.Globalization;
using System.Text;
using InfernoOrleans.Gateway.Api.Hosting;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.Limits;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.Artifacts;
using InfernoOrleans.Grains.Interfaces.Models;
using InfernoOrleans.Grains.Interfaces.Naming;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Models;

/// <summary>The registry of models.</summary>
internal static class ModelEndpoints
{
    private const int DefaultPage = 100;
    private const int LongestPage = 1_000;

    public static IEndpointRouteBuilder MapModels(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/inferno/models").WithTags("Models");

        group.MapPost("/", ImportAsync).ForRole(Role.Operator).KeepsNoBody()
            .WithName("ImportModel")
            .WithSummary("Imports a safetensors file; bytes that are new under the name become its next version")
            .WithIdempotencyKey()
            .AcceptsFile()
            .Problems(400, 408, 409, 413, 415, 422, 503, 504);

        group.MapGet("/", ListAsync).ForRole(Role.Reader)
            .WithName("ListModels").WithSummary("Lists model versions by name and version, 100 a page")
            .WithAnswerHeader("Link", "Where the next page is, if there is one.")
            .Problems(400, 503, 504);
        return app;
    }

    private static async Task<Ok<ModelVersionItem>> ImportAsync(
        HttpContext context,
        IGrainFactory grains,
        IArtifactStaging artifacts,
        IOptions<GatewayOptions> options,
        string? name,
        CancellationToken cancellationToken)
    {
        var checkedName = Names.CheckModelName(name);
        IdempotencyKey.Check(context.Request);
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = options.Value.MaxModelBytes;

        var deadline = Deadline.Of(context)!;
        deadline.Suspend();
        var file = await ModelUpload.StageAsync(context.Request, artifacts, cancellationToken);
        try
        {
            deadline.Restart();
            var token = IdempotencyKey.Of(context.Request, "models", Encoding.UTF8.GetBytes($"{checkedName}\n{file.Sha256}"));
            var version = await grains.GetGrain<IModelGrain>(checkedName).ImportAsync(file, token, cancellationToken);
            return TypedResults.Ok(ModelVersionItem.Imported(version));
        }
        finally
        {
            // Published content has another name by now.
            await artifacts.DiscardAsync(file);
        }
    }

    private static async Task<Ok<ModelVersionItem[]>> ListAsync(
        HttpContext context, IGrainFactory grains, string? limit, string? cursor, CancellationToken cancellationToken)
    {
        var length = Paging.Limit(limit, DefaultPage, LongestPage);
        var (name, version) = After(cursor);
        var found = await grains.GetGrain<IModelDirectoryGrain>(0).ListAsync(new ModelQuery(name, version, length + 1), cancellationToken);
        if (found.Count > length)
        {
            Paging.AnnounceNext(context, length, found[length - 1].ModelId);
        }

        return TypedResults.Ok(found.Take(length).Select(ModelVersionItem.From).ToArray());
    }

    private static (string Name, int Version) After(string? cursor) => cursor?.Split('@') switch
    {
        null => (string.Empty, 0),
        [var name, var version] when int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => (name, number),
        _ => throw RefusedException.Invalid("cursor", "cursor must be one that a Link header of this list announced."),
    };
}
