using System.Globalization;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Namespaces;

/// <summary>Where a list of a union goes on, as text <c>1:name</c>: clients hand it back and may have changed it.</summary>
/// <param name="Element">The position of the element.</param>
/// <param name="After">Where to go on in it, as its tree says; null for its beginning.</param>
internal readonly record struct ListCursor(int Element, string? After)
{
    /// <summary>No tree says more.</summary>
    private const int MaxLength = 1_024;

    private const int MostDigits = 2;

    /// <summary>Reads what a page gave; null is the beginning.</summary>
    /// <exception cref="RefusedException">No page gave it.</exception>
    public static ListCursor Parse(string? text)
    {
        if (text is null)
        {
            return default;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return text.Length <= MaxLength && colon is > 0 and <= MostDigits
            && int.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var element)
            ? new ListCursor(element, colon + 1 < text.Length ? text[(colon + 1)..] : null)
            : throw RefusedException.Invalid("cursor", "cursor must be one that the page before of this directory gave.");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Element}:{After}");
}
