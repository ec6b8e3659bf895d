using System.Globalization;
using InfernoOrleans.Gateway.Api.Deployments;
using InfernoOrleans.Gateway.Api.Hosting;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.Inference;
using InfernoOrleans.Gateway.Api.Keys;
using InfernoOrleans.Gateway.Api.Limits;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Namespaces;

/// <summary>The files of the namespace: those of the cluster's, or with <c>?process=proc-3</c> those that a process sees.</summary>
internal static class NamespaceEndpoints
{
    private const int DefaultPage = 100;
    private const int LongestPage = 1_000;
    private const string NodeHeader = "X-Inferno-Node";
    private const string NodeHeaderDescription = "What lies there: directory or file.";

    public static IEndpointRouteBuilder MapNamespaces(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/inferno/ns").WithTags("Namespace");
        var options = app.ServiceProvider.GetRequiredService<IOptions<GatewayOptions>>().Value;

        group.MapGet("/{**path}", GetAsync).ForRole(Role.Reader)
            .WithName("ReadNamespace")
            .WithSummary("Reads a file, or lists a directory, 100 entries a page; with stat=true describes it, with bindings=true lists what is bound and mounted")
            .Produces<NamespaceItem[]>().AlsoProducesBytes()
            .WithAnswerHeader(NodeHeader, NodeHeaderDescription)
            .WithAnswerHeader("Link", "Where the next page is, if there is one.")
            .Problems(400, 403, 404, 409, 503, 504);

        group.MapPut("/{**path}", PutAsync).ForRole(Role.Operator)
            .WithName("WriteNamespace")
            .WithSummary("Writes the body to a file, which acts on it or holds it from then on, and answers with what reading it gives; with directory=true creates a directory")
            .AcceptsBytes("What to write.").WithLargestBody(options.MaxFileBytes)
            .Produces<NamespaceItem>().AlsoProducesBytes()
            .WithAnswerHeader(NodeHeader, NodeHeaderDescription)
            .Problems(400, 403, 404, 408, 409, 413, 422, 503, 504);

        group.MapDelete("/{**path}", DeleteAsync).ForRole(Role.Operator)
            .WithName("RemoveFromNamespace").WithSummary("Removes a file that was written, or an empty directory")
            .Problems(400, 403, 404, 409, 503, 504);
        return app;
    }

    private static async Task<IResult> GetAsync(
        HttpContext context,
        IGrainFactory grains,
        string? path,
        string? process,
        string? stat,
        string? bindings,
        string? limit,
        string? cursor,
        CancellationToken cancellationToken)
    {
        var file = FilePath.Of(path);
        var length = Paging.Limit(limit, DefaultPage, LongestPage);
        var space = grains.GetGrain<INamespaceGrain>(0);
        if (Flag(bindings, "bindings"))
        {
            return file == "/"
                ? TypedResults.Ok(await ListBindingsAsync(context, space, process, length, cursor, cancellationToken))
                : throw RefusedException.Invalid("bindings", "bindings is for the whole namespace: GET /inferno/ns?bindings=true.");
        }

        var found = await space.StatAsync(process, file, cancellationToken);
        context.Response.Headers[NodeHeader] = found.IsDirectory ? NamespaceItem.Directory : NamespaceItem.File;
        if (Flag(stat, "stat"))
        {
            return TypedResults.Ok(NamespaceItem.From(found));
        }

        if (!found.IsDirectory)
        {
            return Bytes(context, await space.ReadAsync(process, file, Principal.Of(context).Id, cancellationToken));
        }

        var page = await space.ListAsync(process, file, cursor, length, cancellationToken);
        if (page.Next is { } next)
        {
            Paging.AnnounceNext(context, length, next);
        }

        return TypedResults.Ok(page.Entries.Select(NamespaceItem.From).ToArray());
    }

    private static async Task<IResult> PutAsync(
        HttpContext context,
        IGrainFactory grains,
        DeploymentRoutes routes,
        string? path,
        string? process,
        string? directory,
        CancellationToken cancellationToken)
    {
        var file = FilePath.Of(path);
        var space = grains.GetGrain<INamespaceGrain>(0);
        var creates = Flag(directory, "directory");
        var body = await WholeBody.ReadAsync(context.Request, cancellationToken);
        if (creates && body.Length > 0)
        {
            throw RefusedException.Invalid("directory", "directory is true, and a directory has no bytes: leave the body out.");
        }

        if (creates)
        {
            var created = await space.CreateDirectoryAsync(process, file, cancellationToken);
            context.Response.Headers[NodeHeader] = NamespaceItem.Directory;
            return TypedResults.Ok(NamespaceItem.From(created));
        }

        var controls = await ControlsAsync(space, process, file, cancellationToken);
        try
        {
            var content = await space.WriteAsync(process, file, body, Principal.Of(context).Id, cancellationToken);
            context.Response.Headers[NodeHeader] = NamespaceItem.File;
            return Bytes(context, content);
        }
        finally
        {
            // Even when the answer is lost, a deployment may be stopped or started, or be another that a name stands for.
            if (controls)
            {
                routes.ForgetAll();
            }
        }
    }

    /// <summary>Whether a path, whatever is bound there, stands for a file that takes commands.</summary>
    private static async Task<bool> ControlsAsync(INamespaceGrain space, string? process, string file, CancellationToken cancellationToken)
    {
        try
        {
            return (await space.ResolveAsync(process, file, cancellationToken)).EndsWith("/ctl", StringComparison.Ordinal);
        }
        catch (RefusedException)
        {
            // The write says it better.
            return false;
        }
    }

    private static async Task<Ok<DeletedAnswer>> DeleteAsync(
        IGrainFactory grains, string? path, string? process, CancellationToken cancellationToken)
    {
        var file = FilePath.Of(path);
        await grains.GetGrain<INamespaceGrain>(0).RemoveAsync(process, file, cancellationToken);
        return TypedResults.Ok(new DeletedAnswer(Success: true, $"{file} removed"));
    }

    /// <summary>A page begins at the place in the list that its cursor says.</summary>
    private static async Task<BindingItem[]> ListBindingsAsync(
        HttpContext context, INamespaceGrain space, string? process, int length, string? cursor, CancellationToken cancellationToken)
    {
        var from = 0;
        if (cursor is not null && !int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out from))
        {
            throw RefusedException.Invalid("cursor", "cursor must be one that a Link header of this list announced.");
        }

        var all = await space.DescribeAsync(process, cancellationToken);
        if (all.Count - from > length)
        {
            Paging.AnnounceNext(context, length, (from + length).ToString(CultureInfo.InvariantCulture));
        }

        return [.. all.Skip(from).Take(length).Select(BindingItem.From)];
    }

    /// <summary>A file as it is; browsers are not to guess what it could be besides.</summary>
    private static FileContentHttpResult Bytes(HttpContext context, FileContent content)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var type = content.MediaType == "text/plain" ? "text/plain; charset=utf-8" : content.MediaType;
        return TypedResults.Bytes(content.Bytes, type);
    }

    private static bool Flag(string? text, string name) => text switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw RefusedException.Invalid(name, $"{name} must be true or false."),
    };
}
