using InfernoOrleans.Gateway.Api.Audit;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.Keys;

/// <summary>
/// Lets the holder of a key in whose role suffices for the route. A route that declares no role needs an admin; that there is no such route is
/// told to whoever has any key. It stands behind the limit of rates: what is refused here is noted in the audit log.
/// </summary>
internal sealed class RoleGate(RequestDelegate next, AuditTrail audit)
{
    public Task InvokeAsync(HttpContext context)
    {
        // Without a holder only what needs none has come this far.
        if (context.Features.Get<Principal>() is not { } holder)
        {
            return next(context);
        }

        var needed = NeededRole(context.GetEndpoint());
        return holder.Role >= needed ? next(context) : RefuseAsync(context, holder, needed);
    }

    private static Role NeededRole(Endpoint? endpoint) => endpoint switch
    {
        null => Role.Reader,
        _ when endpoint.Metadata.GetMetadata<RequiredRole>() is { } required => required.Role,
        // Others are the framework's own, which say that a route does not take the method or the content type.
        RouteEndpoint => Role.Admin,
        _ => Role.Reader,
    };

    private async Task RefuseAsync(HttpContext context, Principal holder, Role needed)
    {
        await Problems.RefuseAsync(
            context,
            RefusalReason.Forbidden,
            $"This needs the role {Words.Of(needed)}, and the key '{holder.Name}' ({holder.Id}) has the role {Words.Of(holder.Role)}.");
        audit.Note(context);
    }
}
