using InfernoOrleans.Gateway.Api.Hosting;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>Who the agents are, how they stand to each other, and what they compute with.</summary>
internal static class AgentEndpoints
{
    private static readonly int Roles = Enum.GetValues<HandRole>().Length;

    public static IEndpointRouteBuilder MapAgents(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/civic-angel").WithTags("Civic Angel");

        group.MapGet("/agents", ListAsync).ForRole(Role.Reader)
            .WithName("ListAgents").WithSummary("Lists the agents of all three layers, or those of one type, custom ones included; all of them unless limit or cursor is given")
            .WithAnswerHeader("Link", "Where the next page is, if there is one.")
            .Problems(400, 503, 504);

        group.MapGet("/agents/{id}", GetAsync).ForRole(Role.Reader)
            .WithName("GetAgent").WithSummary("Describes an agent")
            .Problems(404, 503, 504);

        group.MapGet("/hands/{hand}", ListHandAsync).ForRole(Role.Reader)
            .WithName("ListHand").WithSummary("Lists the six synthesizers of a hand, the palm first")
            .Problems(400, 503, 504);

        group.MapGet("/topology", TopologyAsync).ForRole(Role.Reader)
            .WithName("GetTopology").WithSummary("Tells where the agents stand on their torus and what joins them")
            .Problems(503, 504);

        group.MapPut("/agents/{id}/model", BindAsync).ForRole(Role.Operator)
            .WithName("BindAgent").WithSummary("Binds an agent to a deployment, with which it computes from then on")
            .Accepts<BindBody>("application/json")
            .Problems(400, 404, 408, 409, 413, 415, 503, 504);

        group.MapDelete("/agents/{id}/model", UnbindAsync).ForRole(Role.Operator)
            .WithName("UnbindAgent").WithSummary("Unbinds an agent from its deployment")
            .Problems(404, 409, 503, 504);
        return app;
    }

    private static async Task<Ok<AgentItem[]>> ListAsync(
        HttpContext context,
        IGrainFactory grains,
        IOptions<GatewayOptions> options,
        string? type,
        string? limit,
        string? cursor,
        CancellationToken cancellationToken)
    {
        var most = options.Value.MaxListed;
        var length = Paging.Limit(limit, most, most);
        if (cursor is not null && !AgentIds.MayBeId(cursor))
        {
            throw RefusedException.Invalid("cursor", "cursor must be one that a Link header of this list announced.");
        }

        var query = new AgentQuery(Words.Parse<AgentType>(type, "type", inLowerCase: true), Hand: null, cursor, length + 1);
        var found = await grains.GetGrain<ICivicAngelGrain>(0).ListAgentsAsync(query, cancellationToken);
        if (found.Count > length)
        {
            Paging.AnnounceNext(context, length, found[length - 1].Id);
        }

        return TypedResults.Ok(found.Take(length).Select(AgentItem.From).ToArray());
    }

    private static async Task<Ok<AgentItem>> GetAsync(string id, IGrainFactory grains, CancellationToken cancellationToken)
    {
        AgentIds.Check(id);
        return TypedResults.Ok(AgentItem.From(await grains.GetGrain<ICivicAngelGrain>(0).FindAgentAsync(id, cancellationToken)));
    }

    private static async Task<Ok<AgentItem[]>> ListHandAsync(string hand, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var query = new AgentQuery(Type: null, Words.Parse<Hand>(hand, "hand"), After: null, Roles);
        var found = await grains.GetGrain<ICivicAngelGrain>(0).ListAgentsAsync(query, cancellationToken);
        return TypedResults.Ok(found.Select(AgentItem.From).ToArray());
    }

    private static async Task<Ok<TopologyAnswer>> TopologyAsync(IGrainFactory grains, CancellationToken cancellationToken) =>
        TypedResults.Ok(TopologyAnswer.From(await grains.GetGrain<ICivicAngelGrain>(0).ReadTopologyAsync(cancellationToken)));

    private static async Task<Ok<AgentItem>> BindAsync(
        string id, HttpContext context, IGrainFactory grains, TimeProvider time, CancellationToken cancellationToken)
    {
        AgentIds.Check(id);
        var deployment = BindReader.Read(await JsonBody.ReadBytesAsync(context.Request, cancellationToken));
        var agent = grains.GetGrain<ICivicAgentGrain>(id);
        return TypedResults.Ok(AgentItem.From(
            await AngelCall.AskAsync(context, (_, outdone) => agent.BindAsync(deployment, outdone), beside: false, time, cancellationToken)));
    }

    private static async Task<Ok<AgentItem>> UnbindAsync(string id, IGrainFactory grains, CancellationToken cancellationToken)
    {
        AgentIds.Check(id);
        return TypedResults.Ok(AgentItem.From(await grains.GetGrain<ICivicAgentGrain>(id).UnbindAsync(cancellationToken)));
    }
}
