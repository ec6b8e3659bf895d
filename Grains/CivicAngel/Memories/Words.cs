using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace InfernoOrleans.Grains.CivicAngel.Memories;

/// <summary>The words of a text: letters, digits and the marks on them without a gap, in lower case. Each is told by a hash of 64 bits.</summary>
internal static class Words
{
    /// <summary>The most words that a text of this length has: every second character may begin one.</summary>
    public static int Most(string text) => (text.Length + 1) / 2;

    /// <summary>Writes the hashes of the words, in their order and as often as they come.</summary>
    /// <returns>How many they are.</returns>
    public static int Hash(string text, Span<ulong> hashes)
    {
        var rented = ArrayPool<char>.Shared.Rent(text.Length);
        var lower = rented.AsSpan(0, text.AsSpan().ToLowerInvariant(rented));
        var count = 0;
        for (var position = 0; position < lower.Length;)
        {
            var length = LengthOfWord(lower[position..], out var gap);
            if (length > 0)
            {
                hashes[count++] = Hash(lower.Slice(position, length));
            }

            position += length + gap;
        }

        ArrayPool<char>.Shared.Return(rented);
        return count;
    }

    /// <summary>The hash of one word, as that of any text.</summary>
    public static ulong Hash(ReadOnlySpan<char> word) => XxHash64.HashToUInt64(MemoryMarshal.AsBytes(word));

    /// <summary>The length of the word that a text begins with, 0 for none, and of the one character after it that ends it.</summary>
    private static int LengthOfWord(ReadOnlySpan<char> text, out int gap)
    {
        var length = 0;
        gap = 0;
        while (length < text.Length)
        {
            // Half a character is told as U+FFFD, which is of no word.
            _ = Rune.DecodeFromUtf16(text[length..], out var rune, out var size);
            if (!IsOfWord(rune))
            {
                gap = size;
                break;
            }

            length += size;
        }

        return length;
    }

    private static bool IsOfWord(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
