using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Namespaces.Trees;

namespace InfernoOrleans.Tests.Namespaces.Trees;

public sealed class SyntheticTreeTests
{
    private readonly SyntheticTree tree = new("things", new FixedDirectory(
        ("one", new FixedDirectory(("status", ComputedFile.Of("Fine")))),
        ("two", ComputedFile.Of("Second")),
        ("three", new FixedDirectory())));

    [Theory]
    [InlineData("", "things", true)]
    [InlineData("one", "one", true)]
    [InlineData("one/status", "status", false)]
    public async Task Find_WhatLiesThere_TellsOfIt(string path, string name, bool isDirectory)
    {
        var entry = await tree.FindAsync(Names(path), CancellationToken.None);

        Assert.Equal((name, isDirectory, true, false), (entry!.Name, entry.IsDirectory, entry.CanRead, entry.CanWrite));
    }

    [Theory]
    [InlineData("four")]
    [InlineData("One")]
    [InlineData("two/status")]
    [InlineData("one/status/status")]
    public async Task Find_WhatIsNot_FindsNothing(string path)
    {
        Assert.Null(await tree.FindAsync(Names(path), CancellationToken.None));
        await Assert.ThrowsAsync<RefusedException>(() => tree.ReadAsync(Names(path), "local", CancellationToken.None));
        await Assert.ThrowsAsync<RefusedException>(() => tree.ListAsync(Names(path), after: null, 10, CancellationToken.None));
    }

    [Fact]
    public async Task FindNames_OfADirectory_FindsThoseThatItHas()
    {
        Assert.Equal(["one", "three"], (await tree.FindNamesAsync([], ["one", "four", "three"], CancellationToken.None)).Order());
        Assert.Empty(await tree.FindNamesAsync(["two"], ["status"], CancellationToken.None));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task List_PageByPage_ShowsEachOnceInOrder(int limit)
    {
        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = await tree.ListAsync([], after, limit, CancellationToken.None);
            Assert.InRange(page.Entries.Count, 1, limit);
            seen.AddRange(page.Entries.Select(entry => entry.Name));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(["one", "two", "three"], seen);
    }

    [Fact]
    public async Task List_FromACursorOfNoPage_IsRefused()
    {
        var refusal = await Assert.ThrowsAsync<RefusedException>(() => tree.ListAsync([], "nowhere", 10, CancellationToken.None));

        Assert.Equal((RefusalReason.Invalid, "cursor"), (refusal.Reason, refusal.Field));
    }

    [Fact]
    public async Task Change_OfWhatIsMade_IsRefused()
    {
        async Task RefusesAsync(Func<Task> change) =>
            Assert.Equal(RefusalReason.Forbidden, (await Assert.ThrowsAsync<RefusedException>(change)).Reason);

        await RefusesAsync(() => tree.WriteAsync(["two"], default, "local", CancellationToken.None));
        await RefusesAsync(() => tree.CreateAsync(["four"], content: null, CancellationToken.None));
        await RefusesAsync(() => tree.RemoveAsync(["two"], CancellationToken.None));
    }

    private static string[] Names(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
