using System.Text;
using Microsoft.Extensions.Primitives;

namespace InfernoOrleans.Gateway.Api.Keys;

/// <summary>
/// The key that a request presents: <c>Authorization: Bearer KEY</c>, HTTP Basic with the key as the password (browsers know no other way), or
/// <c>X-Api-Key: KEY</c>. Where <c>Authorization</c> holds none, <c>X-Api-Key</c> counts.
/// </summary>
internal static class PresentedKey
{
    /// <summary>The header that holds a key and nothing else.</summary>
    public const string HeaderName = "X-Api-Key";

    /// <summary>The longest key, in bytes.</summary>
    public const int MostBytes = 512;

    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    /// <summary>The hash of the key that a request presents. False: it presents none, or what cannot be one.</summary>
    public static bool TryHash(IHeaderDictionary headers, out KeyHash hash)
    {
        hash = default;
        if (TrySingle(headers.Authorization, out var authorization))
        {
            if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            {
                return TryHash(authorization[Bearer.Length..].Trim(' '), out hash);
            }

            if (authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
            {
                return TryHashPassword(authorization[Basic.Length..].Trim(' '), out hash);
            }
        }

        return TrySingle(headers[HeaderName], out var key) && TryHash(key, out hash);
    }

    private static bool TrySingle(StringValues values, out ReadOnlySpan<char> value)
    {
        value = values.Count == 1 ? values[0] : default(ReadOnlySpan<char>);
        return !value.IsEmpty;
    }

    private static bool TryHash(ReadOnlySpan<char> key, out KeyHash hash)
    {
        Span<byte> bytes = stackalloc byte[MostBytes];
        var fits = Encoding.UTF8.TryGetBytes(key, bytes, out var length) && length > 0;
        hash = fits ? KeyHash.Of(bytes[..length]) : default;
        return fits;
    }

    /// <summary>Whatever the user is called.</summary>
    private static bool TryHashPassword(ReadOnlySpan<char> credentials, out KeyHash hash)
    {
        Span<byte> bytes = stackalloc byte[2 * MostBytes];
        hash = default;
        if (!Convert.TryFromBase64Chars(credentials, bytes, out var length))
        {
            return false;
        }

        var password = bytes[..length];
        password = password[(password.IndexOf((byte)':') + 1)..];
        if (password.IsEmpty)
        {
            return false;
        }

        hash = KeyHash.Of(password);
        return true;
    }
}
