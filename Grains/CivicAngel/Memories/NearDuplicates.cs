using System.Buffers;

namespace InfernoOrleans.Grains.CivicAngel.Memories;

/// <summary>Tells texts that say nearly the same.</summary>
internal static class NearDuplicates
{
    /// <summary>The part of their words, counted once each, that two texts must share.</summary>
    internal const double LeastShared = 0.8;

    /// <summary>Whether two texts share enough of their words; where neither has any, whether they are equal.</summary>
    public static bool Resembles(string a, string b)
    {
        var wordsOfA = ArrayPool<ulong>.Shared.Rent(Words.Most(a));
        var wordsOfB = ArrayPool<ulong>.Shared.Rent(Words.Most(b));
        var setOfA = Distinct(wordsOfA.AsSpan(0, Words.Hash(a, wordsOfA)));
        var setOfB = Distinct(wordsOfB.AsSpan(0, Words.Hash(b, wordsOfB)));
        var shared = Shared(setOfA, setOfB);
        var all = setOfA.Length + setOfB.Length - shared;
        ArrayPool<ulong>.Shared.Return(wordsOfA);
        ArrayPool<ulong>.Shared.Return(wordsOfB);
        return all == 0 ? string.Equals(a, b, StringComparison.Ordinal) : shared >= LeastShared * all;
    }

    /// <summary>Sorts and leaves out what comes again.</summary>
    private static ReadOnlySpan<ulong> Distinct(Span<ulong> words)
    {
        words.Sort();
        var kept = 0;
        foreach (var word in words)
        {
            if (kept == 0 || words[kept - 1] != word)
            {
                words[kept++] = word;
            }
        }

        return words[..kept];
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
