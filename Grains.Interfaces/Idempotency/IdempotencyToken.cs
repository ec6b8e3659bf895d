namespace InfernoOrleans.Grains.Interfaces.Idempotency;

/// <summary>
/// A request's <c>Idempotency-Key</c>. It is stored in the transaction of the effect, so that a repeated request gives the first
/// answer and changes nothing.
/// </summary>
/// <param name="Principal">Who sent it; keys of different principals do not meet.</param>
/// <param name="Key">The key, 1 to 255 visible ASCII characters.</param>
/// <param name="RequestHash">SHA-256 over the operation and its body, in hexadecimal: the same key with another hash is a conflict.</param>
[GenerateSerializer, Immutable, Alias("inferno.idempotency-token")]
public sealed record IdempotencyToken(
    [property: Id(0)] string Principal,
    [property: Id(1)] string Key,
    [property: Id(2)] string RequestHash);
