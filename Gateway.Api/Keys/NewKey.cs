using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace InfernoOrleans.Gateway.Api.Keys;

/// <summary>A key that was made just now: <c>inferno_</c> and 32 random bytes in base64url. It is shown once and kept nowhere.</summary>
internal sealed class NewKey
{
    private const int RandomBytes = 32;

    /// <summary>What every key that a gateway makes begins with, so that tools which look for leaked secrets find them.</summary>
    private const string Prefix = "inferno_";

    private NewKey(string text) => Text = text;

    /// <summary>The key.</summary>
    public string Text { get; }

    /// <summary>What may be stored of it.</summary>
    public KeyHash Hash => KeyHash.Of(Encoding.ASCII.GetBytes(Text));

    /// <summary>Makes a key.</summary>
    public static NewKey Create() => new(Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes)));
}
