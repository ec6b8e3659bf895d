using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Namespaces.Trees.Data;

/// <summary>
/// Numbers as text. Read: decimal numbers, parted by spaces, line ends, commas and the brackets of JSON, one row after another. Written: a line
/// for each row, its numbers parted by spaces, each in the fewest digits that make the same 32-bit float again.
/// </summary>
internal static class NumberText
{
    private const string Field = "data";
    private const int MostShown = 40;

    private static readonly SearchValues<byte> Separators = SearchValues.Create(" \t\r\n,[]"u8);

    /// <summary>Reads numbers.</summary>
    /// <returns>Little-endian 32-bit floats; at least one.</returns>
    /// <exception cref="RefusedException">There is none, or something else is among them, or one is not finite.</exception>
    public static ReadOnlyMemory<byte> Parse(ReadOnlySpan<byte> text)
    {
        var numbers = new List<float>();
        while (text.IndexOfAnyExcept(Separators) is >= 0 and var start)
        {
            text = text[start..];
            var end = text.IndexOfAny(Separators);
            var word = end < 0 ? text : text[..end];
            if (!float.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !float.IsFinite(number))
            {
                throw RefusedException.Invalid(
                    Field, $"data must be finite numbers, parted by spaces, commas or line ends; number {numbers.Count + 1} is '{Show(word)}'.");
            }

            numbers.Add(number);
            text = text[word.Length..];
        }

        return numbers.Count > 0
            ? MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(numbers)).ToArray()
            : throw RefusedException.Invalid(Field, "data must be numbers, parted by spaces, commas or line ends; there is none.");
    }

    /// <summary>Writes rows.</summary>
    /// <param name="rows">Little-endian 32-bit floats.</param>
    /// <param name="width">How many make a row.</param>
    public static string Format(ReadOnlySpan<byte> rows, int width)
    {
        var numbers = MemoryMarshal.Cast<byte, float>(rows);
        var text = new StringBuilder(numbers.Length * 12);
        for (var i = 0; i < numbers.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{numbers[i]}").Append((i + 1) % width == 0 ? '\n' : ' ');
        }

        return text.ToString();
    }

    private static string Show(ReadOnlySpan<byte> word)
    {
        var shown = string.Concat(Encoding.UTF8.GetString(word[..Math.Min(word.Length, MostShown)]).Select(letter => char.IsControl(letter) ? '?' : letter));
        return word.Length > MostShown ? $"{shown}…" : shown;
    }
}
