namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>Declares, on every route, who may use it.</summary>
internal static class RoleEndpoints
{
    /// <summary>Declares the least role that may use these routes.</summary>
    public static TBuilder ForRole<TBuilder>(this TBuilder builder, Role role)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new RequiredRole(role)));
        return builder;
    }
}

/// <summary>The least role that may use a route.</summary>
/// <param name="Role">The role.</param>
internal sealed record RequiredRole(Role Role);
