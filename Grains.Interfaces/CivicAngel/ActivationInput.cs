using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>What agents are asked to answer, as a request said it; null where it said nothing.</summary>
/// <param name="Description">What it is about: 1 to 4,096 characters.</param>
/// <param name="Symbol">What the emergent angel remembers it by: 128 characters at most.</param>
/// <param name="Gesture">Names the hands that are to answer; with <c>compute</c> in it, agents with a model are to use it.</param>
/// <param name="Glyph">A sign that goes with it.</param>
/// <param name="Color">A colour that goes with it.</param>
/// <param name="Depth">How many steps answers spread, 0 to 3; null for 0.</param>
/// <param name="Data">One row of numbers for agents with a model, little-endian 32-bit floats. The sender must not change it afterwards.</param>
[GenerateSerializer, Immutable, Alias("inferno.activation-input")]
public sealed record ActivationInput(
    [property: Id(0)] string? Description,
    [property: Id(1)] string? Symbol = null,
    [property: Id(2)] string? Gesture = null,
    [property: Id(3)] string? Glyph = null,
    [property: Id(4)] string? Color = null,
    [property: Id(5)] long? Depth = null,
    [property: Id(6)] ReadOnlyMemory<byte>? Data = null)
{
    /// <summary>The most characters of <see cref="Description"/>.</summary>
    public const int MaxDescription = 4_096;

    /// <summary>The most characters of <see cref="Symbol"/>, which becomes the trigger of a memory.</summary>
    public const int MaxSymbol = 128;

    /// <summary>The most characters of <see cref="Gesture"/>, <see cref="Glyph"/> and <see cref="Color"/>.</summary>
    public const int MaxWord = 256;

    /// <summary>The most numbers of <see cref="Data"/>.</summary>
    public const int MaxNumbers = 1 << 20;

    /// <summary>The most steps that answers spread.</summary>
    public const int MaxDepth = 3;

    /// <summary>Checks every field but the length of <see cref="Data"/>, which depends on the models.</summary>
    /// <param name="prefix">What a refusal writes before the name of a field.</param>
    /// <exception cref="RefusedException">A field is missing, too long, or holds characters that cannot be kept.</exception>
    public ActivationInput Check(string prefix = "")
    {
        CheckDescription(Description, $"{prefix}description");
        CheckText(Symbol, MaxSymbol, $"{prefix}symbol");
        CheckText(Gesture, MaxWord, $"{prefix}gesture");
        CheckText(Glyph, MaxWord, $"{prefix}glyph");
        CheckText(Color, MaxWord, $"{prefix}color");
        return Depth is < 0 or > MaxDepth
            ? throw RefusedException.Invalid($"{prefix}depth", $"{prefix}depth must be a whole number from 0 to {MaxDepth}; it is {Depth}.")
            : Data is { Length: 0 or > MaxNumbers * sizeof(float) } data
                ? throw RefusedException.Invalid(
                    $"{prefix}data", $"{prefix}data holds {data.Length / sizeof(float):N0} numbers; it must hold one row of a model, 1 to {MaxNumbers:N0} numbers, or be left out.")
                : this;
    }

    /// <summary>Checks a text that is to become a description.</summary>
    /// <param name="text">The text.</param>
    /// <param name="field">What a refusal calls it.</param>
    /// <exception cref="RefusedException">It is missing, too long, or holds characters that cannot be kept.</exception>
    public static void CheckDescription(string? text, string field)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw RefusedException.Invalid(field, $"{field} must be a text of 1 to {MaxDescription:N0} characters that is not blank.");
        }

        CheckText(text, MaxDescription, field);
    }

    private static void CheckText(string? text, int most, string field)
    {
        if (text?.Length > most)
        {
            throw RefusedException.Invalid(field, $"{field} has {text.Length:N0} characters; it may have {most:N0} at most.");
        }

        if (text is not null && text.EnumerateRunes().Any(rune => rune.Value is 0xFFFD or (< ' ' and not ('\t' or '\n' or '\r')) or 0x7F))
        {
            throw RefusedException.Invalid(field, $"{field} must not hold control characters other than tabs and line ends, nor halves of characters.");
        }
    }
}
