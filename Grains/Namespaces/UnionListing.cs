using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Namespaces;

/// <summary>
/// Lists the elements of a union one after another. A name that an earlier one has is left out, since it leads there. What is gone is passed
/// over.
/// </summary>
internal sealed class UnionListing(IReadOnlyList<UnionElement> elements, Forest forest)
{
    // Where earlier elements have all the names, a page is not filled at any price.
    private const int MostPages = 16;

    // Of names in earlier elements whose trees look for one after another, which may ask grains.
    private const int MostLookups = 256;

    /// <summary>One page; it may hold less than <paramref name="limit"/> and yet not be the last.</summary>
    public async Task<DirectoryPage> ListAsync(ListCursor cursor, int limit, CancellationToken cancellationToken)
    {
        var entries = new List<NamespaceEntry>();
        var lookups = 0;
        for (var pages = 0; cursor.Element < elements.Count && entries.Count < limit && pages < MostPages && lookups < MostLookups; pages++)
        {
            var perName = elements.Take(cursor.Element).Count(earlier => forest.LooksNameByName(earlier.Source));
            var room = perName == 0 ? int.MaxValue : Math.Max(1, (MostLookups - lookups) / perName);
            var page = await ReadAsync(cursor, Math.Min(limit - entries.Count, room), cancellationToken);
            lookups += page.Entries.Count * perName;
            entries.AddRange(await WithoutEarlierAsync(page.Entries, cursor.Element, cancellationToken));
            cursor = page.Next is { } next ? cursor with { After = next } : new ListCursor(cursor.Element + 1, null);
        }

        return new DirectoryPage(entries, cursor.Element < elements.Count ? cursor.ToString() : null);
    }

    private async Task<DirectoryPage> ReadAsync(ListCursor cursor, int limit, CancellationToken cancellationToken)
    {
        var source = elements[cursor.Element].Source;
        try
        {
            return await forest.FindAsync(source, cancellationToken) is { IsDirectory: true }
                ? await forest.TreeOf(source).ListAsync(source.Names, cursor.After, limit, cancellationToken)
                : new DirectoryPage([], null);
        }
        catch (RefusedException refused) when (refused.Reason == RefusalReason.NotFound)
        {
            return new DirectoryPage([], null);
        }
    }

    private async Task<IReadOnlyList<NamespaceEntry>> WithoutEarlierAsync(
        IReadOnlyList<NamespaceEntry> entries, int element, CancellationToken cancellationToken)
    {
        foreach (var earlier in elements.Take(element).Select(earlier => earlier.Source))
        {
            if (entries.Count == 0)
            {
                break;
            }

            if (await forest.FindAsync(earlier, cancellationToken) is { IsDirectory: true })
            {
                var found = await forest.TreeOf(earlier).FindNamesAsync(earlier.Names, [.. entries.Select(entry => entry.Name)], cancellationToken);
                entries = [.. entries.Where(entry => !found.Contains(entry.Name))];
            }
        }

        return entries;
    }
}
