using System.Net;
using InfernoOrleans.Gateway.Api.Audit;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Primitives;

namespace InfernoOrleans.Gateway.Api.Keys;

/// <summary>
/// Lets a request in that presents a key with the role which its route needs, and no other. A route that declares no role needs an admin;
/// that there is no such route is told to whoever has any key. All that comes before the handler happens here without waiting or allocating.
/// </summary>
internal sealed class KeyGate(RequestDelegate next, KeyRing ring, AuditTrail audit)
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
        var needed = NeededRole(context.GetEndpoint());
        return holder.Role >= needed ? next(context) : RefuseRoleAsync(context, holder, needed);
    }

    private static Role NeededRole(Endpoint? endpoint) => endpoint switch
    {
        null => Role.Reader,
        _ when endpoint.Metadata.GetMetadata<RequiredRole>() is { } required => required.Role,
        // Others are the framework's own, which say that a route does not take the method or the content type.
        RouteEndpoint => Role.Admin,
        _ => Role.Reader,
    };

    private async Task RefuseRoleAsync(HttpContext context, Principal holder, Role needed)
    {
        await Problems.RefuseAsync(
            context,
            RefusalReason.Forbidden,
            $"This needs the role {Words.Of(needed)}, and the key '{holder.Name}' ({holder.Id}) has the role {Words.Of(holder.Role)}.");
        audit.Note(context);
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
