using Dapper;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Namespaces.Trees;
using InfernoOrleans.Tests.Nodes;
using InfernoOrleans.Tests.Storage.State;
using static InfernoOrleans.Tests.Namespaces.NamespaceCalls;

namespace InfernoOrleans.Tests.Namespaces;

/// <summary>The files and directories that users make, in both databases, and their bounds.</summary>
[Collection(PostgresGroup.Name)]
public sealed class NamespaceFileTests(SharedPostgres postgres) : IAsyncLifetime
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
    public async Task Files_AreWrittenReadListedAndRemoved(string database)
    {
        await OpenAsync(database);
        await Space.MkdirAsync(null, "/tmp/d", "/tmp/d/e");
        await Space.EchoAsync(null, "hello\n", "/tmp/d/f");
        Assert.Equal("hello\n", await Space.CatAsync(null, "/tmp/./d//e/../f"));
        Assert.Equal("e/ f", await Space.LsAsync(null, "/tmp/d"));
        Assert.Equal(
            new NamespaceEntry("f", IsDirectory: false, CanWrite: true, Length: 6, Modified: Database.Time.GetUtcNow()), await Space.StatAsync(null, "/tmp/d/f", None));
        Assert.Equal(new NamespaceEntry("/", IsDirectory: true, CanWrite: true), await Space.StatAsync(null, "/..", None));

        await Space.EchoAsync(null, string.Empty, "/tmp/d/f");
        Assert.Equal(string.Empty, await Space.CatAsync(null, "/tmp/d/f"));
        var binary = await Space.WriteAsync(null, "/tmp/d/f", new byte[] { 0, 255 }, None);
        Assert.Equal(("application/octet-stream", 2), (binary.MediaType, binary.Bytes.Length));
        Assert.Equal("text/plain", (await Space.WriteAsync(null, "/tmp/d/f", "ü"u8.ToArray(), None)).MediaType);

        await AssertRefusedAsync(RefusalReason.Conflict, () => Space.RmAsync(null, "/tmp/d"));
        await Space.RmAsync(null, "/tmp/d/f");
        await Space.RmAsync(null, "/tmp/d/e");
        await Space.RmAsync(null, "/tmp/d");
        await AssertRefusedAsync(RefusalReason.NotFound, () => Space.StatAsync(null, "/tmp/d", None), "path");
        await AssertRefusedAsync(RefusalReason.NotFound, () => Space.RmAsync(null, "/tmp/d"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task FilesAndDirectories_UsedAsTheOther_AreRefused(string database)
    {
        await OpenAsync(database);
        await Space.EchoAsync(null, "x", "/tmp/f");
        await AssertRefusedAsync(RefusalReason.Conflict, () => Space.CatAsync(null, "/tmp"));
        await AssertRefusedAsync(RefusalReason.Conflict, () => Space.EchoAsync(null, "x", "/tmp"));
        await AssertRefusedAsync(RefusalReason.Conflict, () => Space.LsAsync(null, "/tmp/f"));
        await AssertRefusedAsync(RefusalReason.Conflict, () => Space.MkdirAsync(null, "/tmp/f"));
        await AssertRefusedAsync(RefusalReason.Conflict, () => Space.MkdirAsync(null, "/"));
        await AssertRefusedAsync(RefusalReason.NotFound, () => Space.MkdirAsync(null, "/tmp/f/g"));
        await AssertRefusedAsync(RefusalReason.NotFound, () => Space.EchoAsync(null, "x", "/tmp/nowhere/g"));
        await AssertRefusedAsync(RefusalReason.Forbidden, () => Space.RmAsync(null, "/"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task WhatIsOverABound_IsRefused(string database)
    {
        await OpenAsync(database);
        (Database.Options.MaxUnion, Database.Options.MaxMounts, Database.Options.MaxFiles, Database.Options.MaxStoredBytes) = (3, 9, 12, 4_096);
        await Space.MountAsync(null, "#shelf/a", "/n");
        await Space.MountAsync(null, "#shelf/b", "/n", BindOrder.After);
        await Space.MountAsync(null, "#shelf/c", "/n", BindOrder.After);
        await AssertRefusedAsync(RefusalReason.NoRoom, () => Space.BindAsync(null, "/tmp", "/n", BindOrder.After));
        await Space.MountAsync(null, "#shelf/c", "/n", BindOrder.Before);
        await Space.MountAsync(null, "#shelf/c", "/tmp");
        await AssertRefusedAsync(RefusalReason.NoRoom, () => Space.MountAsync(null, "#shelf/b", "/tmp", BindOrder.After));
        await Space.UnmountAsync(null, null, "/tmp");

        await Space.MkdirAsync(null, "/tmp/1", "/tmp/2");
        await Space.EchoAsync(null, new string('x', 4_000), "/tmp/3");
        await AssertRefusedAsync(RefusalReason.NoRoom, () => Space.EchoAsync(null, new string('x', 97), "/tmp/4"));
        await AssertRefusedAsync(RefusalReason.NoRoom, () => Space.EchoAsync(null, new string('x', 4_097), "/tmp/3"));
        await Space.EchoAsync(null, new string('x', 96), "/tmp/4");
        await Space.EchoAsync(null, "less", "/tmp/3");
        await Space.MkdirAsync(null, "/tmp/5");
        await AssertRefusedAsync(RefusalReason.NoRoom, () => Space.EchoAsync(null, string.Empty, "/tmp/6"));
        await AssertRefusedAsync(RefusalReason.NoRoom, () => Space.MkdirAsync(null, "/tmp/6"));
        await AssertRefusedAsync(RefusalReason.TooLarge, () => Space.EchoAsync(null, new string('x', Database.Options.MaxFileBytes + 1), "/tmp/4"), "content");
        Assert.Equal(new string('x', 96), await Space.CatAsync(null, "/tmp/4"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task FilesOfAllNamespaces_AreCountedAndBounded(string database)
    {
        await OpenAsync(database);
        await Space.EchoAsync(null, new string('x', 100), "/tmp/a");
        await Space.EchoAsync(null, new string('x', 60), "/tmp/a");
        await Space.EchoAsync(null, new string('x', 40), "/tmp/b");
        await Space.MkdirAsync(null, "/tmp/d");
        await Space.RmAsync(null, "/tmp/d");
        var process = await Database.StartAsync("copy");
        Assert.Equal(200, await StoredAsync());
        await Space.RmAsync(process, "/tmp/a");
        Assert.Equal(140, await StoredAsync());

        // As if another namespace had all but a few of the bytes.
        var other = await Database.StartAsync();
        await Database.Store.Database.WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync(
                "UPDATE namespaces SET bytes = @bytes WHERE id = @id",
                new { bytes = StoredBytes.Most - 150, id = long.Parse(other["proc-".Length..], null) }, transaction),
            None);
        await Space.EchoAsync(process, "0123456789", "/tmp/c");
        await AssertRefusedAsync(RefusalReason.NoRoom, () => Space.EchoAsync(process, "x", "/tmp/e"));
        await AssertRefusedAsync(RefusalReason.NoRoom, () => Space.EchoAsync(process, "0123456789x", "/tmp/c"));
        await AssertRefusedAsync(RefusalReason.NoRoom, () => Database.StartAsync("copy"));
        Assert.Equal("0123456789", await Space.CatAsync(process, "/tmp/c"));
        await Database.EndAsync(other);
        await Space.EchoAsync(process, "x", "/tmp/e");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Remove_OfADirectoryAtWhichSomethingWasMountedMeanwhile_IsRefused(string database)
    {
        await OpenAsync(database);
        await Space.MkdirAsync(null, "/tmp/d");
        await Space.MountAsync(null, "#shelf/a", "/tmp/d");
        var files = new StoredFiles(Database.Store, Microsoft.Extensions.Options.Options.Create(Database.Options), Database.Time);
        await AssertRefusedAsync(RefusalReason.Conflict, () => files.DeleteAsync(0, ["tmp", "d"], None), "path");
        await Space.UnmountAsync(null, null, "/tmp/d");
        Assert.True(await files.DeleteAsync(0, ["tmp", "d"], None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Paths_TooLongToBeStored_AreRefused(string database)
    {
        await OpenAsync(database);
        var path = "/tmp";
        var name = string.Concat(Enumerable.Repeat("数", 120));
        for (var depth = 0; depth < 5; depth++)
        {
            path += $"/{name}";
            await Space.MkdirAsync(null, path);
        }

        await AssertRefusedAsync(RefusalReason.Invalid, () => Space.MkdirAsync(null, $"{path}/{name}"), "path");
        await Space.BindAsync(null, path, "/n", creates: true);
        await AssertRefusedAsync(RefusalReason.Invalid, () => Space.MkdirAsync(null, $"/n/{name}"), "path");
        await Space.EchoAsync(null, "x", "/n/x");
        Assert.Equal("x", await Space.CatAsync(null, $"{path}/x"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("x")]
    [InlineData("0")]
    [InlineData("-1:a")]
    [InlineData("000:a")]
    [InlineData("0:a/b")]
    [InlineData("0:..")]
    [InlineData("0:\0")]
    [InlineData("0:\ud800")]
    [InlineData(" 0:a")]
    [InlineData("٠:a")]
    public async Task List_FromWhereNoPageEnded_IsRefused(string cursor)
    {
        await OpenAsync(OnSqliteAttribute.Name);
        await AssertRefusedAsync(RefusalReason.Invalid, () => Space.ListAsync(null, "/", cursor, 10, None), "cursor");
        await Space.MountAsync(null, "#ns", "/n");
        await AssertRefusedAsync(RefusalReason.Invalid, () => Space.ListAsync(null, "/n", cursor + "x", 10, None), "cursor");
    }

    [Fact]
    public async Task List_OfNoneOrTooManyOrBeyondTheUnion_IsRefusedOrEmpty()
    {
        await OpenAsync(OnSqliteAttribute.Name);
        await AssertRefusedAsync(RefusalReason.Invalid, () => Space.ListAsync(null, "/", null, 0, None), "limit");
        await AssertRefusedAsync(RefusalReason.Invalid, () => Space.ListAsync(null, "/", null, 1_001, None), "limit");
        var beyond = await Space.ListAsync(null, "/", "9:", 10, None);
        Assert.Equal((0, (string?)null), (beyond.Entries.Count, beyond.Next));
    }

    private Task<long> StoredAsync() => Database.Store.Database.ReadAsync(
        connection => connection.ExecuteScalarAsync<long>("SELECT CAST(SUM(bytes) AS BIGINT) FROM namespaces"), None);

    private async Task OpenAsync(string database) => opened = await NamespaceDatabase.OpenAsync(database, postgres);
}
