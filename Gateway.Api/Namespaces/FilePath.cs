using System.Globalization;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.Namespaces;

/// <summary>
/// The path of a file in the path of a request. The server has decoded it, once, but for slashes, zeros and bytes that are no UTF-8: what looks
/// like one of these could be one, or come of a percent sign that was encoded itself, and is refused.
/// </summary>
internal static class FilePath
{
    /// <exception cref="RefusedException">Something is there that may be encoded still.</exception>
    public static string Of(string? captured)
    {
        for (var i = captured?.IndexOf('%', StringComparison.Ordinal) ?? -1; i >= 0; i = captured!.IndexOf('%', i + 1))
        {
            if (i + 2 < captured!.Length
                && byte.TryParse(captured.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
                && value is 0 or (byte)'/' or >= 0x80)
            {
                throw RefusedException.Invalid(
                    "path", $"path has '{captured.AsSpan(i, 3)}' in a name: slashes, zeros and bytes that are no UTF-8 cannot be encoded here.");
            }
        }

        return $"/{captured}";
    }
}
