using System.Security.Cryptography;
using System.Text;
using InfernoOrleans.Gateway.Api.Keys;
using InfernoOrleans.Grains.Interfaces.Idempotency;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>The <c>Idempotency-Key</c> of a request: with it, repeating the request gives the first answer and changes nothing.</summary>
internal static class IdempotencyKey
{
    private const string Header = "Idempotency-Key";
    private const int MaxLength = 255;

    /// <summary>The key of a request to do <paramref name="operation"/> with <paramref name="body"/>, or null when it has none.</summary>
    /// <exception cref="RefusedException">It is not 1 to 255 visible ASCII characters.</exception>
    public static IdempotencyToken? Of(HttpRequest request, string operation, ReadOnlySpan<byte> body)
    {
        Check(request);
        if (request.Headers[Header] is not [{ } key])
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{operation}\n"));
        hash.AppendData(body);
        return new IdempotencyToken(Principal.Of(request.HttpContext).Id, key, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Refuses a key that could not be kept, before any work is done.</summary>
    /// <exception cref="RefusedException">It is not 1 to 255 visible ASCII characters.</exception>
    public static void Check(HttpRequest request)
    {
        var keys = request.Headers[Header];
        if (keys.Count > 1 || (keys is [var key] && (key is not { Length: > 0 and <= MaxLength } || key.Any(character => character is < '!' or > '~'))))
        {
            throw RefusedException.Invalid(Header, $"{Header} must be one text of 1 to {MaxLength} visible ASCII characters.");
        }
    }
}
