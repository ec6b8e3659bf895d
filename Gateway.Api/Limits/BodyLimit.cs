using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace InfernoOrleans.Gateway.Api.Limits;

/// <summary>
/// Refuses a body for which there is no room in memory, by the length that it announces before it is read, else as it arrives; and has large
/// ones take turns.
/// </summary>
internal static class BodyLimit
{
    public static void UseBodyLimit(this WebApplication app)
    {
        var room = app.Services.GetRequiredService<BodyRoom>();
        var turns = app.Services.GetRequiredService<LargeBodies>();
        app.Use((context, next) =>
            OnlyLooks(context) || context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true || context.GetEndpoint()?.Metadata.GetMetadata<KeepsNoBody>() is not null
                ? next(context)
                : context.Request.ContentLength is { } length ? TakeAsync(room, turns, length, context, next) : CountAsync(room, turns, context, next));
    }

    /// <summary>Declares that a route puts its body elsewhere as it arrives.</summary>
    public static TBuilder KeepsNoBody<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new KeepsNoBody()));
        return builder;
    }

    /// <summary>Declares how large a body of this route may be. The framework applies it before anything of the body is read.</summary>
    public static TBuilder WithLargestBody<TBuilder>(this TBuilder builder, long bytes)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new LargestBody(bytes)));
        return builder;
    }

    /// <summary>Why there is no room.</summary>
    public static string Full(BodyRoom room) =>
        $"The bodies of the requests under way fill the {room.Most:N0} bytes that they may have together. Try again in a moment.";

    /// <summary>Where nobody reads a body, none takes room or a turn, however long the answer takes.</summary>
    private static bool OnlyLooks(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || context.GetEndpoint() is not RouteEndpoint;

    private static async Task TakeAsync(BodyRoom room, LargeBodies turns, long length, HttpContext context, RequestDelegate next)
    {
        // What is larger than a body may be is not read either.
        if (length > context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize)
        {
            await next(context);
            return;
        }

        if (!room.TryTake(length))
        {
            await Problems.RefuseAsync(context, RefusalReason.Busy, Full(room));
            return;
        }

        try
        {
            await TurnAsync(turns, context, next);
        }
        finally
        {
            room.Free(length);
        }
    }

    private static Task CountAsync(BodyRoom room, LargeBodies turns, HttpContext context, RequestDelegate next) =>
        TurnAsync(turns, context, async context =>
        {
            using var body = new HeldBody(context.Request.Body, room);
            context.Request.Body = body;
            await next(context);
        });

    private static async Task TurnAsync(LargeBodies turns, HttpContext context, RequestDelegate next)
    {
        using var turn = await turns.EnterAsync(context);
        if (turn is null)
        {
            await Problems.RefuseAsync(context, RefusalReason.Busy, "More requests with large bodies wait than can be read in time. Try again in a moment.");
            return;
        }

        await next(context);
    }
}

/// <summary>The route puts its body elsewhere as it arrives.</summary>
internal sealed record KeepsNoBody;

/// <summary>How large a body of the route may be.</summary>
internal sealed record LargestBody(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
