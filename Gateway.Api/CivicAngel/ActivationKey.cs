using System.Security.Cryptography;
using System.Text;
using InfernoOrleans.Grains.Interfaces.Idempotency;

namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>What tells an activation from every other: 64 characters at most.</summary>
internal static class ActivationKey
{
    /// <summary>The activation of a request that carries a key: the same for each time that it is sent.</summary>
    public static string Of(IdempotencyToken token) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{token.Principal}\n{token.Key}\n{token.RequestHash}")));

    /// <summary>An activation that is no other.</summary>
    public static string Next() => Guid.CreateVersion7().ToString("N");
}
