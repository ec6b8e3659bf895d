using InfernoOrleans.Gateway.Api.Http;

namespace InfernoOrleans.Gateway.Api.OpenApi;

/// <summary>How endpoints say what the description should tell of them.</summary>
internal static class EndpointDescriptions
{
    /// <summary>Declares the errors that a route may answer with.</summary>
    public static RouteHandlerBuilder Problems(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            route.Produces<Problem>(status, "application/problem+json");
        }

        return route.Produces<Problem>(StatusCodes.Status500InternalServerError, "application/problem+json");
    }

    /// <summary>Declares that a route takes an <c>Idempotency-Key</c>.</summary>
    public static RouteHandlerBuilder WithIdempotencyKey(this RouteHandlerBuilder route) => route.WithMetadata(new TakesIdempotencyKey());

    /// <summary>Declares a header that successful answers carry.</summary>
    public static RouteHandlerBuilder WithAnswerHeader(this RouteHandlerBuilder route, string name, string description) =>
        route.WithMetadata(new AnswerHeader(name, description));

    /// <summary>Declares that a route answers with a file.</summary>
    public static RouteHandlerBuilder ProducesFile(this RouteHandlerBuilder route, string contentType) =>
        route.WithMetadata(new GivesFile(contentType)).Produces(StatusCodes.Status200OK);

    /// <summary>Declares that a route answers with a file as well, where one lies there.</summary>
    public static RouteHandlerBuilder AlsoProducesBytes(this RouteHandlerBuilder route) => route.WithMetadata(new GivesBytes());

    /// <summary>Declares that a route takes bytes of any kind as its body.</summary>
    public static RouteHandlerBuilder AcceptsBytes(this RouteHandlerBuilder route, string description) =>
        route.WithMetadata(new TakesBytes(description));

    /// <summary>Declares that a route takes a file as its body.</summary>
    public static RouteHandlerBuilder AcceptsFile(this RouteHandlerBuilder route) => route.WithMetadata(new TakesFile());
}

/// <summary>A header that successful answers carry.</summary>
internal sealed record AnswerHeader(string Name, string Description);

/// <summary>The route takes an <c>Idempotency-Key</c>.</summary>
internal sealed record TakesIdempotencyKey;

/// <summary>The route takes a file as its body.</summary>
internal sealed record TakesFile;

/// <summary>The route answers with a file.</summary>
/// <param name="ContentType">Its type.</param>
internal sealed record GivesFile(string ContentType);

/// <summary>The route takes bytes of any kind as its body.</summary>
/// <param name="Description">What they are.</param>
internal sealed record TakesBytes(string Description);

/// <summary>The route answers with text or other bytes as well.</summary>
internal sealed record GivesBytes;
