using InfernoOrleans.Grains.CivicAngel.Memories;

namespace InfernoOrleans.Grains.CivicAngel.Dreams;

/// <summary>
/// Looks for memories of one agent that say by the same trigger nearly what a newer one says. Those that agree in a band of their words are
/// compared word by word; of two that were both there at the dream before nothing new would be found.
/// </summary>
/// <param name="memories">All memories of the agent, newest first.</param>
/// <param name="searchedUntil">The newest that was there at the dream before.</param>
internal sealed class DuplicateSearch(IReadOnlyList<WordedMemory> memories, long searchedUntil)
{
    /// <summary>With how many others of a band a memory is compared at most: where so many agree in it and none resembles it, more would not either.</summary>
    private const int MostCompared = 8;

    /// <summary>The memories whose texts <see cref="Find"/> needs: those that agree in a band with a new one.</summary>
    public IReadOnlyList<long> Candidates()
    {
        // A bucket without a new memory, or with a single one, leads to no pair.
        var buckets = new Dictionary<Bucket, (int Count, bool HasNew)>();
        foreach (var memory in memories)
        {
            foreach (var bucket in Bucket.Of(memory))
            {
                var (count, hasNew) = buckets.GetValueOrDefault(bucket);
                buckets[bucket] = (count + 1, hasNew || memory.Id > searchedUntil);
            }
        }

        return [.. memories.Where(memory => Bucket.Of(memory).Any(bucket => buckets[bucket] is { Count: > 1, HasNew: true })).Select(memory => memory.Id)];
    }

    /// <summary>Finds the pairs that are to become one.</summary>
    /// <param name="contents">The texts of the candidates; one that has gone meanwhile is left out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Each pair the newer one, which is kept, first. Who is kept goes in no pair.</returns>
    public IReadOnlyList<(long Kept, long Gone)> Find(IReadOnlyDictionary<long, string> contents, CancellationToken cancellationToken = default)
    {
        var pairs = new List<(long Kept, long Gone)>();
        var kept = new Dictionary<Bucket, List<(long Id, WordSet Words)>>();
        foreach (var memory in memories.Where(memory => contents.ContainsKey(memory.Id)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var words = WordSet.Of(contents[memory.Id]);
            var newer = Bucket.Of(memory)
                .SelectMany(bucket => kept.GetValueOrDefault(bucket) ?? [])
                .FirstOrDefault(other => other.Id > searchedUntil && other.Words.Resembles(words));
            if (newer.Words is not null)
            {
                pairs.Add((newer.Id, memory.Id));
                continue;
            }

            foreach (var bucket in Bucket.Of(memory))
            {
                if (!kept.TryGetValue(bucket, out var inBucket))
                {
                    kept.Add(bucket, inBucket = []);
                }

                if (inBucket.Count < MostCompared)
                {
                    inBucket.Add((memory.Id, words));
                }
            }
        }

        return pairs;
    }

    /// <summary>A band of the words of a memory, by its trigger.</summary>
    private readonly record struct Bucket(string Key, int Band, uint Value)
    {
        public static Bucket[] Of(WordedMemory memory) =>
            [.. new WordBands(memory.Low, memory.High).Bands.Select((value, band) => new Bucket(memory.Key, band, value))];
    }
}
