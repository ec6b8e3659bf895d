using System.Net;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Primitives;

namespace InfernoOrleans.Gateway.Api.Keys;

/// <summary>Lets a request in that presents a key that is good, and no other. It neither waits nor allocates for one that is known.</summary>
internal sealed class KeyGate(RequestDelegate next, KeyRing ring)
{
    private const string BearerChallenge = "Bearer realm=\"inferno\"";
    private const string BasicChallenge = "Basic realm=\"inferno\", charset=\"UTF-8\"";

    public Task InvokeAsync(HttpContext context)
    {
        if (!PresentedKey.TryHash(context.Request.Headers, out var hash))
        {
            return WithoutKeyAsync(context, "Every request needs an API key here: send it as Authorization: Bearer KEY, or as X-Api-Key: KEY.");
        }

        return ring.Find(hash) is { } holder ? AdmitAsync(context, holder) : LookAgainAsync(context, hash);
    }

    private async Task LookAgainAsync(HttpContext context, KeyHash hash)
    {
        if (await ring.FindAgainAsync(hash) is { } holder)
        {
            await AdmitAsync(context, holder);
        }
        else
        {
            await WithoutKeyAsync(context, "This API key is not known here. It may have been revoked.");
        }
    }

    private Task AdmitAsync(HttpContext context, Principal holder)
    {
        holder.Use();
        context.Features.Set(holder);
        return next(context);
    }

    private Task WithoutKeyAsync(HttpContext context, string detail)
    {
        // A container asks itself how it is, and holds no key.
        if (context.Request.Path.StartsWithSegments("/health") && context.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer))
        {
            return next(context);
        }

        // A browser asks people for a key only where it is offered a way that it knows; programs would take that for the way to send theirs.
        context.Response.Headers.WWWAuthenticate = IsForPeople(context.Request)
            ? new StringValues([BearerChallenge, BasicChallenge])
            : new StringValues(BearerChallenge);
        return Problems.RefuseAsync(context, RefusalReason.Unauthenticated, detail);
    }

    /// <summary>What the dashboard's scripts ask for is for whoever looks at it.</summary>
    private static bool IsForPeople(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase) || request.Path.StartsWithSegments("/dashboard");
}
