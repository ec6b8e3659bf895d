namespace InfernoOrleans.Grains.Interfaces.Keys;

/// <summary>A key as it is listed: neither the key nor its hash.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, which no other key has that is not revoked.</param>
/// <param name="Role">What it makes its holder.</param>
/// <param name="Created">When it was created.</param>
/// <param name="CreatedBy">Who created it: <c>local</c>, <c>key-1</c>, <c>given:ops</c>, or <c>gateway</c> for the first admin key.</param>
/// <param name="Revoked">When it was revoked; null while it is good.</param>
/// <param name="RevokedBy">Who revoked it.</param>
/// <param name="LastUsed">The minute in which it was used last, as far as gateways have said; null for never.</param>
[GenerateSerializer, Immutable, Alias("inferno.key-info")]
public sealed record KeyInfo(
    [property: Id(0)] KeyId Id,
    [property: Id(1)] string Name,
    [property: Id(2)] Role Role,
    [property: Id(3)] DateTimeOffset Created,
    [property: Id(4)] string CreatedBy,
    [property: Id(5)] DateTimeOffset? Revoked,
    [property: Id(6)] string? RevokedBy,
    [property: Id(7)] DateTimeOffset? LastUsed);
