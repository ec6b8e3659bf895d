using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>Parameters that are words of the contract, in upper or lower case.</summary>
internal static class Words
{
    /// <summary>A word as the contract writes those that it has in lower case.</summary>
    public static string Of<TEnum>(TEnum word)
        where TEnum : struct, Enum => word.ToString().ToLowerInvariant();

    /// <summary>Reads a word; null where none is given.</summary>
    /// <param name="word">The word.</param>
    /// <param name="parameter">What the refusal calls it.</param>
    /// <param name="inLowerCase">Whether the contract writes these words in lower case.</param>
    /// <exception cref="RefusedException">It is none of the words.</exception>
    public static TEnum? Parse<TEnum>(string? word, string parameter, bool inLowerCase = false)
        where TEnum : struct, Enum
    {
        if (word is null)
        {
            return null;
        }

        // Enum.TryParse would take numbers and lists as well.
        var words = Enum.GetNames<TEnum>();
        return words.Contains(word, StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<TEnum>(word, ignoreCase: true)
            : throw RefusedException.Invalid(
                parameter, $"{parameter} must be one of {string.Join(", ", words.Select(one => inLowerCase ? one.ToLowerInvariant() : one))}.");
    }
}
