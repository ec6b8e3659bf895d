using System.Globalization;
using InfernoOrleans.Gateway.Api.Hosting;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Idempotency;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>What the Civic Angel remembers, and the phase that it is in.</summary>
internal static class AngelEndpoints
{
    /// <summary>Of keys that the gateway makes itself; they do not meet those of clients.</summary>
    private const string Gateway = "gateway";

    private const string Advance = "civic-angel/lifecycle/advance";

    public static IEndpointRouteBuilder MapAngelState(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/civic-angel").WithTags("Civic Angel");

        group.MapGet("/info", InfoAsync).ForRole(Role.Reader)
            .WithName("GetAngelInfo").WithSummary("Counts agents and memories")
            .Problems(503, 504);

        group.MapGet("/memories/{trigger}", RecallAsync).ForRole(Role.Reader)
            .WithName("RecallMemories").WithSummary("Recalls, and by that strengthens, what agents remember by triggers that contain a text; oldest first, with limit or cursor the newest page first")
            .WithAnswerHeader("Link", "Where the next page is, with older memories, if there is one.")
            .Problems(400, 503, 504);

        group.MapGet("/lifecycle", PhaseAsync).ForRole(Role.Reader)
            .WithName("GetLifecycle").WithSummary("Tells the present phase")
            .Problems(503, 504);

        group.MapPost("/lifecycle/advance", AdvanceAsync).ForRole(Role.Operator)
            .WithName("AdvanceLifecycle").WithSummary("Goes on to the next phase; entering Dissolution begins a dream")
            .WithIdempotencyKey()
            .Problems(400, 409, 503, 504);

        group.MapPost("/dream", DreamAsync).ForRole(Role.Operator)
            .WithName("Dream").WithSummary("Has the agents dream: memories age and the weakest go, near-duplicates become one, agents that answered together are joined")
            .Problems(503, 504);
        return app;
    }

    private static async Task<Ok<AngelInfoAnswer>> InfoAsync(IGrainFactory grains, CancellationToken cancellationToken) =>
        TypedResults.Ok(AngelInfoAnswer.From(await grains.GetGrain<ICivicAngelGrain>(0).DescribeAsync(cancellationToken)));

    private static async Task<Ok<MemoryItem[]>> RecallAsync(
        string trigger,
        HttpContext context,
        IGrainFactory grains,
        IOptions<GatewayOptions> options,
        TimeProvider time,
        string? limit,
        string? cursor,
        CancellationToken cancellationToken)
    {
        var most = options.Value.MaxListed;
        var length = Paging.Limit(limit, most, most);
        var before = 0L;
        if (cursor is not null && (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out before) || before == 0))
        {
            throw RefusedException.Invalid("cursor", "cursor must be one that a Link header of this list announced.");
        }

        var query = new MemoryQuery(LastSegment.Of(context, trigger), cursor is null ? null : before, length);
        var page = await AngelCall.AskAsync(
            context, (_, outdone) => grains.GetGrain<ICivicAngelGrain>(0).RecallAsync(query, outdone), beside: true, time, cancellationToken);
        if (page is { HasMore: true, Memories: [var oldest, ..] })
        {
            Paging.AnnounceNext(context, length, oldest.Number.ToString(CultureInfo.InvariantCulture));
        }

        return TypedResults.Ok(page.Memories.Select(MemoryItem.From).ToArray());
    }

    private static async Task<Ok<LifecycleAnswer>> PhaseAsync(IGrainFactory grains, CancellationToken cancellationToken) =>
        TypedResults.Ok(LifecycleAnswer.From(await grains.GetGrain<ICivicAngelGrain>(0).ReadPhaseAsync(cancellationToken)));

    private static async Task<Ok<LifecycleAnswer>> AdvanceAsync(
        HttpContext context, IGrainFactory grains, TimeProvider time, CancellationToken cancellationToken)
    {
        // With a key of its own the request, too, can be repeated when its answer is lost.
        var token = IdempotencyKey.Of(context.Request, Advance, body: default) ?? new IdempotencyToken(Gateway, ActivationKey.Next(), Advance);
        var lifecycle = grains.GetGrain<ILifecycleGrain>(0);
        return TypedResults.Ok(LifecycleAnswer.From(
            await AngelCall.AskAsync(context, (_, outdone) => lifecycle.AdvanceAsync(token, outdone), beside: true, time, cancellationToken)));
    }

    private static async Task<Ok<DreamAnswer>> DreamAsync(
        HttpContext context, IGrainFactory grains, IOptions<GatewayOptions> options, CancellationToken cancellationToken)
    {
        if (!context.Request.Headers.ContainsKey(Deadline.HeaderName))
        {
            Deadline.Of(context)!.Raise(options.Value.MaxTimeout);
        }

        return TypedResults.Ok(DreamAnswer.From(await grains.GetGrain<ILifecycleGrain>(0).DreamAsync(cancellationToken)));
    }
}
