namespace InfernoOrleans.Grains.Interfaces.Keys;

/// <summary>Creates a key. The key itself stays with the gateway that made it and whom it was shown to.</summary>
/// <param name="Name">What it is to be called.</param>
/// <param name="Role">What it makes its holder.</param>
/// <param name="Hash">The SHA-256 of the key in lower-case hexadecimal.</param>
/// <param name="By">Who creates it.</param>
[GenerateSerializer, Immutable, Alias("inferno.create-key")]
public sealed record CreateKeyCommand(
    [property: Id(0)] string Name,
    [property: Id(1)] Role Role,
    [property: Id(2)] string Hash,
    [property: Id(3)] string By);

/// <summary>Revokes a key.</summary>
/// <param name="IdOrName">Which: an id, or the name of one that is not revoked.</param>
/// <param name="By">Who revokes it.</param>
/// <param name="HasGivenAdmin">Whether there is an admin key that is not stored, so that the last one that is stored may go.</param>
[GenerateSerializer, Immutable, Alias("inferno.revoke-key")]
public sealed record RevokeKeyCommand(
    [property: Id(0)] string IdOrName,
    [property: Id(1)] string By,
    [property: Id(2)] bool HasGivenAdmin);

/// <summary>Keys were used.</summary>
/// <param name="Ids">Which.</param>
/// <param name="Minute">In which minute.</param>
[GenerateSerializer, Immutable, Alias("inferno.key-uses")]
public sealed record KeyUses([property: Id(0)] IReadOnlyList<KeyId> Ids, [property: Id(1)] DateTimeOffset Minute);
