namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>
/// What tells an activation from every other: 64 characters at most. All that is asked for one request has the same; a request that is repeated has
/// another, and is known by its <c>Idempotency-Key</c>, which is kept with what it left.
/// </summary>
internal static class ActivationKey
{
    /// <summary>An activation that is no other.</summary>
    public static string Next() => Guid.CreateVersion7().ToString("N");
}
