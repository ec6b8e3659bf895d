using InfernoOrleans.Grains.Namespaces;

namespace InfernoOrleans.Tests.Namespaces;

public sealed class UnionListingTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000)]
    public async Task List_OfDirectoriesWithTheSameNames_EndsAndHasEachOnceInOrder(int limit)
    {
        string[] names = [.. Enumerable.Range(0, 150).Select(i => $"n{i:000}")];
        var tree = new MemoryTree("shelf")
            .With("a/", "b/", "c/", "c/last").With([.. names.Select(name => $"a/{name}")]).With([.. names.Select(name => $"b/{name}")]);
        var listing = new UnionListing(
            [Element("#shelf/a"), Element("#shelf/gone"), Element("#shelf/b"), Element("#nowhere"), Element("#shelf/c")], new Forest([tree]));
        var found = new List<string>();
        for (string? cursor = null; ;)
        {
            var page = await listing.ListAsync(ListCursor.Parse(cursor), limit, None);
            found.AddRange(page.Entries.Select(entry => entry.Name));
            if (page.Next is null)
            {
                break;
            }

            Assert.NotEqual(cursor, page.Next);
            cursor = page.Next;
        }

        Assert.Equal([.. names, "last"], found);
    }

    private static UnionElement Element(string source) => new(new TreePath(source), Creates: false);
}
