using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.Namespaces;

/// <summary>
/// The path of a file in the path of a request. The server has decoded it, once; what is left of percent-encoding (a slash, bytes that are no
/// UTF-8, or a percent sign that was encoded itself) could be read in two ways, and is refused.
/// </summary>
internal static class FilePath
{
    /// <exception cref="RefusedException">Something is left that looks encoded.</exception>
    public static string Of(string? captured)
    {
        for (var i = captured?.IndexOf('%', StringComparison.Ordinal) ?? -1; i >= 0; i = captured!.IndexOf('%', i + 1))
        {
            if (i + 2 < captured!.Length && char.IsAsciiHexDigit(captured[i + 1]) && char.IsAsciiHexDigit(captured[i + 2]))
            {
                throw RefusedException.Invalid(
                    "path", $"path has '{captured.AsSpan(i, 3)}' in a name: slashes, bytes that are no UTF-8 and percent signs before two hexadecimal digits cannot be encoded here.");
            }
        }

        return $"/{captured}";
    }
}
