using System.Globalization;

namespace InfernoOrleans.Grains.Interfaces.Naming;

/// <summary>Reads ids of the form <c>prefix-N</c> in their one canonical spelling.</summary>
internal static class NumberedId
{
    public static bool TryParse(string? text, string prefix, out long number)
    {
        number = 0;
        return text is not null
            && text.StartsWith(prefix, StringComparison.Ordinal)
            && text.Length > prefix.Length
            && text[prefix.Length] is >= '1' and <= '9'
            && long.TryParse(text.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
