using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tests.Nodes;
using InfernoOrleans.Tests.Storage.State;
using static InfernoOrleans.Tests.Namespaces.NamespaceCalls;

namespace InfernoOrleans.Tests.Namespaces;

/// <summary>The namespaces that processes begin with, in both databases.</summary>
[Collection(PostgresGroup.Name)]
public sealed class ProcessNamespaceTests(SharedPostgres postgres)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, OnSqlite, OnPostgres]
    public async Task Clean_ShowsItselfAndWhatItIsGiven(string database)
    {
        await using var opened = await NamespaceDatabase.OpenAsync(database, postgres);
        var space = opened.Namespace;
        var process = await opened.StartAsync("clean", null, ("/models/x", "#shelf/a"), ("/models/y", "#shelf/b"), ("/models/x", "#shelf/a"), ("/models/x", "#shelf/c"));
        Assert.Equal("models/ self/", await space.LsAsync(process, "/"));
        Assert.Equal("x/ y/", await space.LsAsync(process, "/models"));
        Assert.Equal("a/one", await space.CatAsync(process, "/models/x/one"));
        Assert.Equal(
            [("#shelf/a", "#ns/1/models/x"), ("#shelf/c", "#ns/1/models/x"), ("#shelf/b", "#ns/1/models/y"), ("#proc/proc-1", "#ns/1/self")],
            (await space.DescribeAsync(process, None)).Select(binding => (binding.Source, binding.Target)));
        Assert.Equal("agents/ compute/ data/ models/ n/ proc/ tmp/", await space.LsAsync(null, "/"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Copy_BeginsAsTheOtherAndGoesItsOwnWay(string database)
    {
        await using var opened = await NamespaceDatabase.OpenAsync(database, postgres);
        var space = opened.Namespace;
        var first = await opened.StartAsync("clean", null, ("/x", "#shelf/a"));
        for (var i = 0; i < 9; i++)
        {
            // Its number begins with that of the first.
            await opened.StartAsync();
        }

        await space.MkdirAsync(first, "/d", "/e");
        await space.EchoAsync(first, "first", "/d/f");
        await space.BindAsync(first, "/d", "/e", BindOrder.After);
        await space.MountAsync(first, "#ns/10", "/e", BindOrder.After);
        var copy = await opened.StartAsync("copy", first);
        Assert.Equal("proc-11", copy);
        Assert.Equal("first", await space.CatAsync(copy, "/e/f"));
        Assert.Equal("#ns/11/d/f", await space.ResolveAsync(copy, "/e/f"));
        Assert.Equal("d/ e/ self/ x/", await space.LsAsync(copy, "/"));
        Assert.Equal(
            ["#ns/11/e", "#ns/11/d", "#ns/10"],
            (await space.DescribeAsync(copy, None)).Where(binding => binding.Target == "#ns/11/e").Select(binding => binding.Source));
        Assert.Equal("#proc/proc-11", (await space.DescribeAsync(copy, None)).Single(binding => binding.Target == "#ns/11/self").Source);

        await space.EchoAsync(copy, "copy", "/d/f");
        await space.UnmountAsync(copy, null, "/x");
        await space.MkdirAsync(first, "/later");
        Assert.Equal(("first", "copy"), (await space.CatAsync(first, "/e/f"), await space.CatAsync(copy, "/e/f")));
        Assert.Equal(("one", string.Empty), (await space.LsAsync(first, "/x"), await space.LsAsync(copy, "/x")));
        await AssertRefusedAsync(RefusalReason.NotFound, () => space.LsAsync(copy, "/later"));

        var ofCluster = await opened.StartAsync("copy");
        Assert.Equal(await space.LsAsync(null, "/"), await space.LsAsync(ofCluster, "/"));
        Assert.Equal((await space.DescribeAsync(null, None)).Count, (await space.DescribeAsync(ofCluster, None)).Count);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Share_SeesAllChangesAndKeepsTheNamespace(string database)
    {
        await using var opened = await NamespaceDatabase.OpenAsync(database, postgres);
        var space = opened.Namespace;
        var first = await opened.StartAsync("clean", null, ("/x", "#shelf/a"));
        var second = await opened.StartAsync("share", first);
        await space.EchoAsync(second, "both", "/f");
        await space.MountAsync(first, "#shelf/b", "/x");
        Assert.Equal(("both", "b/one"), (await space.CatAsync(first, "/f"), await space.CatAsync(second, "/x/one")));

        await opened.EndAsync(first);
        Assert.Equal("both", await space.CatAsync(second, "/f"));
        await AssertRefusedAsync(RefusalReason.NotFound, () => space.CatAsync(first, "/f"), "process");
        await opened.EndAsync(second);
        Assert.Equal((0, 0, 0), (await opened.CountAsync("namespaces", first), await opened.CountAsync("namespace_files", first), await opened.CountAsync("namespace_mounts", first)));

        var third = await opened.StartAsync("share");
        await space.EchoAsync(third, "cluster", "/tmp/f");
        Assert.Equal("cluster", await space.CatAsync(null, "/tmp/f"));
        await opened.EndAsync(third);
        Assert.Equal("cluster", await space.CatAsync(null, "/tmp/f"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task CopyAndShare_OfAProcessThatIsNotThere_AreRefusedAndLeaveNothing(string database)
    {
        await using var opened = await NamespaceDatabase.OpenAsync(database, postgres);
        await AssertRefusedAsync(RefusalReason.NotFound, () => opened.StartAsync("copy", "proc-9"), "namespace.of");
        await AssertRefusedAsync(RefusalReason.NotFound, () => opened.StartAsync("share", "proc-9"), "namespace.of");
        Assert.Equal("proc-1", await opened.StartAsync());
        Assert.Equal("0/ 1/", await opened.Namespace.MountAsync(null, "#ns", "/n").ContinueWith(_ => opened.Namespace.LsAsync(null, "/n"), None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default).Unwrap());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Processes_WithOtherBinds_SeeOtherTrees(string database)
    {
        await using var opened = await NamespaceDatabase.OpenAsync(database, postgres);
        var space = opened.Namespace;
        var (first, second) = (await opened.StartAsync("clean", null, ("/m", "#shelf/a")), await opened.StartAsync("clean", null, ("/m", "#shelf/b")));
        Assert.Equal(("one", "one two"), (await space.LsAsync(first, "/m"), await space.LsAsync(second, "/m")));
        Assert.Equal(("a/one", "b/one"), (await space.CatAsync(first, "/m/one"), await space.CatAsync(second, "/m/one")));

        // An operator gives one of them what the cluster sees.
        await space.EchoAsync(null, "cluster", "/tmp/f");
        await space.MountAsync(first, "/tmp", "/m", BindOrder.After);
        Assert.Equal(("one f", "one two"), (await space.LsAsync(first, "/m"), await space.LsAsync(second, "/m")));
        await AssertRefusedAsync(RefusalReason.Forbidden, () => space.EchoAsync(first, "x", "/m/new"));
        await space.UnmountAsync(first, "/tmp", "/m");
        Assert.Equal("one", await space.LsAsync(first, "/m"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Binds_AtOnceAtOnePoint_AreAllThere(string database)
    {
        await using var opened = await NamespaceDatabase.OpenAsync(database, postgres);
        var process = await opened.StartAsync();
        var names = Enumerable.Range(0, 20).Select(i => $"/d{i}").ToArray();
        await opened.Namespace.MkdirAsync(process, [.. names, "/n"]);
        await Task.WhenAll(names.Select(name => opened.Namespace.BindAsync(process, name, "/n", BindOrder.After)));
        var bindings = (await opened.Namespace.DescribeAsync(process, None)).Where(binding => binding.Target.EndsWith("/n", StringComparison.Ordinal)).ToArray();
        Assert.Equal(names.Append("/n").Order(), bindings.Select(binding => binding.Source["#ns/1".Length..]).Order());
        Assert.Equal(Enumerable.Range(0, 21), bindings.Select(binding => binding.Position));

        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => opened.Namespace.EchoAsync(process, $"{i}", "/f")));
        Assert.InRange(int.Parse(await opened.Namespace.CatAsync(process, "/f"), null), 0, 9);
    }
}
