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

    /// <summary>One page; it may hold less than <paramref name="limit"/> and yet not be the last.</summary>
    public async Task<DirectoryPage> ListAsync(ListCursor cursor, int limit, CancellationToken cancellationToken)
    {
        var entries = new List<NamespaceEntry>();
        for (var pages = 0; cursor.Element < elements.Count && entries.Count < limit && pages < MostPages; pages++)
        {
            var page = await ReadAsync(cursor, limit - entries.Count, cancellationToken);
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
