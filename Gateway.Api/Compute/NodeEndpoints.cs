using InfernoOrleans.Gateway.Api.Deployments;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.AspNetCore.Http.HttpResults;

namespace InfernoOrleans.Gateway.Api.Compute;

/// <summary>The nodes that run tasks.</summary>
internal static class NodeEndpoints
{
    private const int DefaultPage = 100;
    private const int LongestPage = 1_000;

    public static IEndpointRouteBuilder MapNodes(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/inferno/compute").WithTags("Compute");

        group.MapGet("/stats", StatsAsync).ForRole(Role.Reader)
            .WithName("GetComputeStats").WithSummary("Counts compute nodes and tasks")
            .Problems(503, 504);

        group.MapPost("/nodes", RegisterAsync).ForRole(Role.Operator)
            .WithName("RegisterNode").WithSummary("Registers a compute node, or changes what it was registered as")
            .WithIdempotencyKey()
            .Accepts<NodeBody>("application/json")
            .Problems(400, 408, 409, 413, 415, 503, 504);

        group.MapGet("/nodes", ListAsync).ForRole(Role.Reader)
            .WithName("ListNodes").WithSummary("Lists compute nodes by id, 100 a page")
            .WithAnswerHeader("Link", "Where the next page is, if there is one.")
            .Problems(400, 503, 504);

        group.MapGet("/nodes/{nodeId}", GetAsync).ForRole(Role.Reader)
            .WithName("GetNode").WithSummary("Describes a compute node")
            .Problems(404, 503, 504);

        group.MapDelete("/nodes/{nodeId}", DeleteAsync).ForRole(Role.Operator)
            .WithName("DeleteNode").WithSummary("Removes a compute node; what it runs is finished")
            .Problems(404, 409, 503, 504);

        group.MapPost("/nodes/{nodeId}/drain", DrainAsync).ForRole(Role.Operator)
            .WithName("DrainNode").WithSummary("Has a compute node finish what it runs and take nothing new")
            .Problems(404, 409, 503, 504);

        group.MapPost("/nodes/{nodeId}/activate", ActivateAsync).ForRole(Role.Operator)
            .WithName("ActivateNode").WithSummary("Has a compute node take tasks again")
            .Problems(404, 409, 503, 504);
        return app;
    }

    private static async Task<Ok<ComputeStatsAnswer>> StatsAsync(IGrainFactory grains, CancellationToken cancellationToken) =>
        TypedResults.Ok(ComputeStatsAnswer.From(await grains.GetGrain<IComputeDirectoryGrain>(0).CountAsync(cancellationToken)));

    private static async Task<Ok<NodeRegisteredAnswer>> RegisterAsync(HttpRequest request, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadBytesAsync(request, cancellationToken);
        var (id, spec) = NodeReader.Read(body);
        await grains.GetGrain<IComputeNodeGrain>(id).RegisterAsync(spec, IdempotencyKey.Of(request, "compute/nodes", body), cancellationToken);
        return TypedResults.Ok(new NodeRegisteredAnswer(Success: true, id, $"Node {id} registered successfully"));
    }

    private static async Task<Ok<NodeItem[]>> ListAsync(
        HttpContext context, IGrainFactory grains, string? limit, string? cursor, CancellationToken cancellationToken)
    {
        var length = Paging.Limit(limit, DefaultPage, LongestPage);
        if (cursor is not null && !NodeReader.MayBeId(cursor))
        {
            throw RefusedException.Invalid("cursor", "cursor must be one that a Link header of this list announced.");
        }

        var found = await grains.GetGrain<IComputeDirectoryGrain>(0).ListNodesAsync(new NodeQuery(cursor ?? string.Empty, length + 1), cancellationToken);
        if (found.Count > length)
        {
            Paging.AnnounceNext(context, length, found[length - 1].Id);
        }

        return TypedResults.Ok(found.Take(length).Select(NodeItem.From).ToArray());
    }

    private static async Task<Ok<NodeItem>> GetAsync(string nodeId, IGrainFactory grains, CancellationToken cancellationToken) =>
        TypedResults.Ok(NodeItem.From(await Find(nodeId, grains).DescribeAsync(cancellationToken)));

    private static async Task<Ok<DeletedAnswer>> DeleteAsync(string nodeId, IGrainFactory grains, CancellationToken cancellationToken)
    {
        await Find(nodeId, grains).DeleteAsync(cancellationToken);
        return TypedResults.Ok(new DeletedAnswer(Success: true, $"Node {nodeId} deleted"));
    }

    private static async Task<Ok<NodeItem>> DrainAsync(string nodeId, IGrainFactory grains, CancellationToken cancellationToken) =>
        TypedResults.Ok(NodeItem.From(await Find(nodeId, grains).DrainAsync(cancellationToken)));

    private static async Task<Ok<NodeItem>> ActivateAsync(string nodeId, IGrainFactory grains, CancellationToken cancellationToken) =>
        TypedResults.Ok(NodeItem.From(await Find(nodeId, grains).ActivateAsync(cancellationToken)));

    /// <summary>What can be no id is not asked of a grain, which would come to life for it.</summary>
    private static IComputeNodeGrain Find(string nodeId, IGrainFactory grains) => NodeReader.MayBeId(nodeId)
        ? grains.GetGrain<IComputeNodeGrain>(nodeId)
        : throw RefusedException.NotFound("There is no node with that id.");
}
