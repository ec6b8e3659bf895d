using System.Buffers;

namespace InfernoOrleans.Grains.CivicAngel.Memories;

/// <summary>The words of a text, each once, by their hashes; it tells texts that say nearly the same.</summary>
internal sealed class WordSet
{
    /// <summary>The part of their words, counted once each, that two texts must share.</summary>
    internal const double LeastShared = 0.8;

    private readonly string text;
    private readonly ulong[] words;

    private WordSet(string text, ulong[] words)
    {
        this.text = text;
        this.words = words;
    }

    /// <summary>The words of a text.</summary>
    public static WordSet Of(string text)
    {
        var hashes = ArrayPool<ulong>.Shared.Rent(Words.Most(text));
        var found = hashes.AsSpan(0, Words.Hash(text, hashes));
        found.Sort();
        var kept = 0;
        foreach (var word in found)
        {
            if (kept == 0 || found[kept - 1] != word)
            {
                found[kept++] = word;
            }
        }

        var set = new WordSet(text, found[..kept].ToArray());
        ArrayPool<ulong>.Shared.Return(hashes);
        return set;
    }

    /// <summary>Whether two texts share enough of their words; where neither has any, whether they are equal.</summary>
    public bool Resembles(WordSet other)
    {
        var shared = Shared(words, other.words);
        var all = words.Length + other.words.Length - shared;
        return all == 0 ? string.Equals(text, other.text, StringComparison.Ordinal) : shared >= LeastShared * all;
    }

    private static int Shared(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        var (i, j, shared) = (0, 0, 0);
        while (i < a.Length && j < b.Length)
        {
            var order = a[i].CompareTo(b[j]);
            shared += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return shared;
    }
}
