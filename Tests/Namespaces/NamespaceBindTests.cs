using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tests.Nodes;
using InfernoOrleans.Tests.Storage.State;
using static InfernoOrleans.Tests.Namespaces.NamespaceCalls;

namespace InfernoOrleans.Tests.Namespaces;

/// <summary>What binds, mounts and unions mean, in both databases.</summary>
[Collection(PostgresGroup.Name)]
public sealed class NamespaceBindTests(SharedPostgres postgres) : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private NamespaceDatabase? opened;

    private NamespaceDatabase Database => opened!;

    private INamespaceGrain Space => Database.Namespace;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (opened is not null)
        {
            await opened.DisposeAsync();
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Union_ListsAndResolvesInItsOrder(string database)
    {
        await OpenAsync(database);
        await Space.MountAsync(null, "#shelf/a", "/n");
        Assert.Equal("one", await Space.LsAsync(null, "/n"));
        await Space.MountAsync(null, "#shelf/b", "/n", BindOrder.After);
        Assert.Equal("one two", await Space.LsAsync(null, "/n", page: 1));
        Assert.Equal(("a/one", "b/two"), (await Space.CatAsync(null, "/n/one"), await Space.CatAsync(null, "/n/two")));

        // What is there already moves.
        await Space.MountAsync(null, "#shelf/b", "/n", BindOrder.Before);
        Assert.Equal("b/one", await Space.CatAsync(null, "/n/one"));
        Assert.Equal(
            [new NamespaceBinding("#shelf/b", "#ns/0/n", 0, Creates: false), new NamespaceBinding("#shelf/a", "#ns/0/n", 1, Creates: false)],
            (await Space.DescribeAsync(null, None)).Where(binding => binding.Target == "#ns/0/n"));

        await Space.UnmountAsync(null, "#shelf/b", "/n");
        Assert.Equal("#shelf/a/one", await Space.ResolveAsync(null, "/n/one"));
        await AssertRefusedAsync(RefusalReason.Conflict, () => Space.UnmountAsync(null, "#shelf/b", "/n"), "source");
        await Space.UnmountAsync(null, null, "/n");
        Assert.Equal("#ns/0/n", await Space.ResolveAsync(null, "/n"));
        await AssertRefusedAsync(RefusalReason.Conflict, () => Space.UnmountAsync(null, null, "/n"), "target");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Bind_BeforeAndAfterAPlainDirectory_KeepsItsFiles(string database)
    {
        await OpenAsync(database);
        await Space.EchoAsync(null, "mine", "/tmp/one");
        await Space.EchoAsync(null, "mine", "/tmp/zero");
        await Space.MountAsync(null, "#shelf/b", "/tmp", BindOrder.After);
        Assert.Equal("one zero two", await Space.LsAsync(null, "/tmp"));
        Assert.Equal("mine", await Space.CatAsync(null, "/tmp/one"));
        await Space.BindAsync(null, "/tmp", "/n");
        Assert.Equal("one zero two", await Space.LsAsync(null, "/n", page: 100));

        // The union was copied as it was.
        await Space.UnmountAsync(null, null, "/tmp");
        Assert.Equal("one zero", await Space.LsAsync(null, "/tmp"));
        Assert.Equal("one zero two", await Space.LsAsync(null, "/n"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Creating_InAUnion_GoesWhereItIsAllowed(string database)
    {
        await OpenAsync(database);
        await Space.MountAsync(null, "#shelf/a", "/n");
        await AssertRefusedAsync(RefusalReason.Forbidden, () => Space.EchoAsync(null, "x", "/n/new"));
        Assert.False((await Space.StatAsync(null, "/n", None)).CanWrite);

        await Space.MountAsync(null, "#shelf/c", "/n", BindOrder.After, creates: true);
        Assert.True((await Space.StatAsync(null, "/n", None)).CanWrite);
        await Space.EchoAsync(null, "x", "/n/new");
        await Space.MkdirAsync(null, "/n/dir");
        Assert.Equal(("#shelf/c/new", "#shelf/c/dir"), (await Space.ResolveAsync(null, "/n/new"), await Space.ResolveAsync(null, "/n/dir")));

        await Space.MkdirAsync(null, "/tmp/own");
        await Space.BindAsync(null, "/tmp/own", "/n", BindOrder.Before);
        await Space.EchoAsync(null, "y", "/n/newer");
        Assert.Equal("#shelf/c/newer", await Space.ResolveAsync(null, "/n/newer"));
        await Space.BindAsync(null, "/tmp/own", "/n", BindOrder.Before, creates: true);
        await Space.EchoAsync(null, "y", "/n/newest");
        Assert.Equal("#ns/0/tmp/own/newest", await Space.ResolveAsync(null, "/n/newest"));

        // A file that is there is written where it is.
        await Space.EchoAsync(null, "z", "/n/one");
        Assert.Equal("#shelf/a/one", await Space.ResolveAsync(null, "/n/one"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Creating_InAUnionThatNoBindAllows_GoesToTheDirectoryThatWasThere(string database)
    {
        await OpenAsync(database);
        await Space.MkdirAsync(null, "/tmp/read", "/tmp/work");
        await Space.BindAsync(null, "/tmp/read", "/tmp/work", BindOrder.Before);
        await Space.EchoAsync(null, "x", "/tmp/work/new");
        Assert.Equal("#ns/0/tmp/work/new", await Space.ResolveAsync(null, "/tmp/work/new"));

        await Space.BindAsync(null, "/tmp/read", "/tmp/work", BindOrder.After, creates: true);
        await Space.EchoAsync(null, "x", "/tmp/work/newer");
        Assert.Equal("#ns/0/tmp/read/newer", await Space.ResolveAsync(null, "/tmp/work/newer"));

        await Space.BindAsync(null, "/tmp/read", "/tmp/work");
        await AssertRefusedAsync(RefusalReason.Forbidden, () => Space.EchoAsync(null, "x", "/tmp/work/newest"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Unmount_OfWhatACopySeesAsItsOwn_TakesAwayWhatWasMountedOfTheCluster(string database)
    {
        await OpenAsync(database);
        await Space.MkdirAsync(null, "/n/team");
        var process = await Database.StartAsync("copy");
        await Space.MountAsync(process, "/n/team", "/tmp", BindOrder.Before);
        await Space.BindAsync(process, "/n/team", "/tmp", BindOrder.After);

        await Space.UnmountAsync(process, "/n/team", "/tmp");
        Assert.Equal("#ns/0/n/team", await Space.ResolveAsync(process, "/tmp"));
        await Space.UnmountAsync(process, "/n/team", "/tmp");
        Assert.Equal($"#ns/{process["proc-".Length..]}/tmp", await Space.ResolveAsync(process, "/tmp"));
        await AssertRefusedAsync(RefusalReason.Conflict, () => Space.UnmountAsync(process, "/n/team", "/tmp"), "source");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Bind_OfWhatDoesNotGoTogether_IsRefusedAndChangesNothing(string database)
    {
        await OpenAsync(database);
        await Space.EchoAsync(null, "f", "/tmp/f");
        await Space.EchoAsync(null, "g", "/tmp/g");
        var before = await Space.DescribeAsync(null, None);
        await AssertRefusedAsync(RefusalReason.Conflict, () => Space.BindAsync(null, "/tmp/f", "/n"), "target");
        await AssertRefusedAsync(RefusalReason.Conflict, () => Space.BindAsync(null, "/n", "/tmp/f"), "target");
        await AssertRefusedAsync(RefusalReason.Invalid, () => Space.BindAsync(null, "/tmp/f", "/tmp/g", BindOrder.After), "order");
        await AssertRefusedAsync(RefusalReason.Invalid, () => Space.BindAsync(null, "/n", "/tmp", (BindOrder)7), "order");
        await AssertRefusedAsync(RefusalReason.Invalid, () => Space.BindAsync(null, "/tmp/f", "/tmp/g", creates: true), "creates");
        await AssertRefusedAsync(RefusalReason.NotFound, () => Space.BindAsync(null, "/nowhere", "/n"), "source");
        await AssertRefusedAsync(RefusalReason.NotFound, () => Space.BindAsync(null, "/n", "/nowhere"), "target");
        await AssertRefusedAsync(RefusalReason.Invalid, () => Space.BindAsync(null, "#shelf", "/n"), "source");
        await AssertRefusedAsync(RefusalReason.Invalid, () => Space.MountAsync(null, "#shelf", "#ns/0/n"), "target");
        await AssertRefusedAsync(RefusalReason.NotFound, () => Space.MountAsync(null, "#nowhere", "/n"), "source");
        await AssertRefusedAsync(RefusalReason.NotFound, () => Space.MountAsync(null, "#shelf/nowhere", "/n"), "source");
        await AssertRefusedAsync(RefusalReason.Invalid, () => Space.StatAsync(null, "#shelf", None), "path");
        await AssertRefusedAsync(RefusalReason.Invalid, () => Space.StatAsync("deploy-1", "/", None), "process");
        await AssertRefusedAsync(RefusalReason.NotFound, () => Space.StatAsync("proc-77", "/", None), "process");
        Assert.Equal(before, await Space.DescribeAsync(null, None));

        await Space.BindAsync(null, "/tmp/f", "/tmp/g");
        Assert.Equal("f", await Space.CatAsync(null, "/tmp/g"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Binds_ThatLeadInACircle_EndAtTheBoundOfPaths(string database)
    {
        await OpenAsync(database);
        await Space.MkdirAsync(null, "/tmp/a", "/tmp/b");
        await Space.BindAsync(null, "/", "/tmp/a");
        await Space.BindAsync(null, "/tmp", "/tmp/b");
        var around = string.Concat(Enumerable.Repeat("/tmp/a", 31));
        Assert.Equal("#ns/0/tmp", await Space.ResolveAsync(null, around + "/tmp/b"));
        await AssertRefusedAsync(RefusalReason.Invalid, () => Space.ResolveAsync(null, around + "/tmp/a/tmp/a"));
        await Space.BindAsync(null, "/tmp/a", "/tmp/b", BindOrder.After);
        await Space.BindAsync(null, "/tmp/b", "/tmp/a", BindOrder.Before);
        await Space.BindAsync(null, "/tmp/a", "/");
        Assert.Equal("#ns/0/tmp", await Space.ResolveAsync(null, "/"));
        Assert.Equal("a/ b/", (await Space.LsAsync(null, "/a/a/b/a"))[..5]);
        await Space.UnmountAsync(null, null, "/");
        Assert.Equal("#ns/0", await Space.ResolveAsync(null, "/"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task WhatIsGone_IsPassedOverAndNotCrossed(string database)
    {
        await OpenAsync(database);
        await Space.MkdirAsync(null, "/tmp/d", "/tmp/e", "/tmp/e/x");
        await Space.BindAsync(null, "/tmp/d", "/n");
        await Space.BindAsync(null, "/tmp/e", "/n", BindOrder.After);
        await Space.RmAsync(null, "/tmp/d");
        Assert.Equal(("x/", "#ns/0/tmp/e"), (await Space.LsAsync(null, "/n"), await Space.ResolveAsync(null, "/n")));

        await Space.UnmountAsync(null, "#ns/0/tmp/d", "/n");
        await Space.RmAsync(null, "/tmp/e/x");
        await Space.RmAsync(null, "/tmp/e");
        await AssertRefusedAsync(RefusalReason.NotFound, () => Space.LsAsync(null, "/n"));

        await AssertRefusedAsync(RefusalReason.Conflict, () => Space.RmAsync(null, "/n"));
        await Space.UnmountAsync(null, null, "/n");
        await Space.MountAsync(null, "#shelf", "/n");
        await Space.MkdirAsync(null, "/tmp/p");
        await Space.BindAsync(null, "/tmp/p", "/n/c", creates: true);
        await Space.EchoAsync(null, "x", "/n/c/x");
        await Database.Shelf.RemoveAsync(["c"], None);
        await AssertRefusedAsync(RefusalReason.NotFound, () => Space.CatAsync(null, "/n/c/x"));
        await AssertRefusedAsync(RefusalReason.NotFound, () => Space.UnmountAsync(null, null, "/n/c"), "target");
        await Space.UnmountAsync(null, null, "#shelf/c");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Write_WhereWhatIsBoundIsGone_DoesNotWriteWhatItHides(string database)
    {
        await OpenAsync(database);
        await Space.EchoAsync(null, "hidden", "/tmp/f");
        await Space.EchoAsync(null, "seen", "/tmp/g");
        await Space.BindAsync(null, "/tmp/g", "/tmp/f");
        await Space.RmAsync(null, "/tmp/g");
        await AssertRefusedAsync(RefusalReason.NotFound, () => Space.EchoAsync(null, "x", "/tmp/f"));
        await Space.UnmountAsync(null, null, "/tmp/f");
        Assert.Equal("hidden", await Space.CatAsync(null, "/tmp/f"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task WhatWasBoundAndWritten_IsThereAfterAStart(string database)
    {
        await OpenAsync(database);
        var process = await Database.StartAsync("clean", null, ("/models/x", "#shelf/a"));
        await Space.MkdirAsync(process, "/kept");
        await Space.EchoAsync(process, "kept", "/kept/f");
        await Space.BindAsync(process, "/models/x", "/kept", BindOrder.Before, creates: true);
        var bindings = await Space.DescribeAsync(process, None);
        await Database.OpenAgainAsync();
        Assert.Equal(bindings, await Space.DescribeAsync(process, None));
        Assert.Equal(("one f", "kept"), (await Space.LsAsync(process, "/kept"), await Space.CatAsync(process, "/kept/f")));
    }

    private async Task OpenAsync(string database) => opened = await NamespaceDatabase.OpenAsync(database, postgres);
}
