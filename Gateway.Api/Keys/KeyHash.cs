using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace InfernoOrleans.Gateway.Api.Keys;

/// <summary>The SHA-256 of a key. Keys are chosen by chance out of 2²⁵⁶, so that no slow hash is needed: nobody can try them.</summary>
internal readonly record struct KeyHash(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>The hash of a key's bytes.</summary>
    public static KeyHash Of(ReadOnlySpan<byte> key)
    {
        Span<ulong> hash = stackalloc ulong[4];
        SHA256.HashData(key, MemoryMarshal.AsBytes(hash));
        return new KeyHash(hash[0], hash[1], hash[2], hash[3]);
    }

    /// <summary>Reads what <see cref="ToString"/> has written.</summary>
    public static KeyHash Parse(string hexadecimal)
    {
        var hash = MemoryMarshal.Cast<byte, ulong>(Convert.FromHexString(hexadecimal));
        return new KeyHash(hash[0], hash[1], hash[2], hash[3]);
    }

    /// <summary>Any part of it is as good as chance.</summary>
    public override int GetHashCode() => (int)A;

    /// <summary>Lower-case hexadecimal, as it is stored.</summary>
    public override string ToString() => Convert.ToHexStringLower(MemoryMarshal.AsBytes([A, B, C, D]));
}
