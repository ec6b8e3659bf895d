namespace InfernoOrleans.Grains.Interfaces.Keys;

/// <summary>A key that is not revoked: what a gateway needs to know those who hold it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">What it makes its holder.</param>
/// <param name="Hash">The SHA-256 of the key in lower-case hexadecimal.</param>
[GenerateSerializer, Immutable, Alias("inferno.active-key")]
public sealed record ActiveKey(
    [property: Id(0)] KeyId Id,
    [property: Id(1)] string Name,
    [property: Id(2)] Role Role,
    [property: Id(3)] string Hash);
