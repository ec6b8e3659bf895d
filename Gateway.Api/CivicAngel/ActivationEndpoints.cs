using InfernoOrleans.Gateway.Api.Hosting;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Gateway.Api.OpenApi;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>Having agents answer.</summary>
internal static class ActivationEndpoints
{
    public static IEndpointRouteBuilder MapActivations(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/civic-angel").WithTags("Civic Angel");

        group.MapPost("/activate", ActivateAsync).ForRole(Role.Operator)
            .WithName("Activate").WithSummary("Has the agents answer that the input selects; what they remember of it is kept before they answer")
            .WithIdempotencyKey()
            .Accepts<ActivationBody>("application/json")
            .Problems(400, 408, 409, 413, 415, 503, 504);

        group.MapPost("/gesture", GestureAsync).ForRole(Role.Operator)
            .WithName("MakeGesture").WithSummary("Has the agents answer that a gesture selects, as activate does")
            .WithIdempotencyKey()
            .Accepts<GestureBody>("application/json")
            .Problems(400, 408, 409, 413, 415, 503, 504);

        group.MapPost("/agents/{id}/activate", ActivateAgentAsync).ForRole(Role.Operator)
            .WithName("ActivateAgent").WithSummary("Has one agent answer, whatever the input selects")
            .WithIdempotencyKey()
            .Accepts<ActivationBody>("application/json")
            .Problems(400, 404, 408, 409, 413, 415, 503, 504);
        return app;
    }

    private static async Task<Ok<ActivationResult>> ActivateAsync(
        HttpContext context, IGrainFactory grains, IOptions<GatewayOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadBytesAsync(context.Request, cancellationToken);
        var input = ActivationReader.Read(body, options.Value.MaxNumbers);
        return await AnswerAsync(context, grains, time, input, agent: null, "civic-angel/activate", body, cancellationToken);
    }

    private static async Task<Ok<ActivationResult>> GestureAsync(
        HttpContext context, IGrainFactory grains, IOptions<GatewayOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadBytesAsync(context.Request, cancellationToken);
        var input = ActivationReader.ReadGesture(body, options.Value.MaxNumbers);
        return await AnswerAsync(context, grains, time, input, agent: null, "civic-angel/gesture", body, cancellationToken);
    }

    private static async Task<Ok<ActivationResult>> ActivateAgentAsync(
        string id, HttpContext context, IGrainFactory grains, IOptions<GatewayOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        AgentIds.Check(id);
        var body = await JsonBody.ReadBytesAsync(context.Request, cancellationToken);
        var input = ActivationReader.Read(body, options.Value.MaxNumbers);
        return await AnswerAsync(context, grains, time, input, id, $"civic-angel/agents/{id}/activate", body, cancellationToken);
    }

    private static async Task<Ok<ActivationResult>> AnswerAsync(
        HttpContext context,
        IGrainFactory grains,
        TimeProvider time,
        ActivationInput input,
        string? agent,
        string operation,
        byte[] body,
        CancellationToken cancellationToken)
    {
        var token = IdempotencyKey.Of(context.Request, operation, body);
        var activation = ActivationKey.Next();
        var answer = await AngelCall.AskAsync(
            context,
            (left, outdone) => grains.GetGrain<ICivicAngelGrain>(0).ActivateAsync(new ActivateCommand(activation, input, agent, left, token), outdone),
            beside: true,
            time,
            cancellationToken);
        return TypedResults.Ok(ActivationResult.From(input, answer));
    }
}
