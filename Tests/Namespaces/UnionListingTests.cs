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

    [Fact]
    public async Task List_OfNamesThatAreLookedForOneByOne_EndsEachPageInTime()
    {
        var tree = new MemoryTree("shelf").With("a/", "b/").With([.. Enumerable.Range(0, 700).Select(i => $"b/n{i:000}")]);
        var listing = new UnionListing([Element("#shelf/a"), Element("#shelf/gone"), Element("#shelf/b")], new Forest([tree]));
        var found = 0;
        string? cursor = null;
        do
        {
            var before = tree.Asked;
            var page = await listing.ListAsync(ListCursor.Parse(cursor), 1_000, None);
            Assert.InRange(tree.Asked - before, 1, 300);
            found += page.Entries.Count;
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(700, found);
    }

    private static UnionElement Element(string source) => new(new TreePath(source), Creates: false);
}
