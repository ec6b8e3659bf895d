using System.Security.Cryptography;
using Dapper;
using InfernoOrleans.Grains.Interfaces.Artifacts;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Storage.Postgres;
using InfernoOrleans.Tests.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace InfernoOrleans.Tests.Storage.Postgres;

/// <summary>Two silos' stores on one database.</summary>
[Collection(PostgresGroup.Name)]
public sealed class PostgresStoreTests(SharedPostgres postgres) : IAsyncLifetime
{
    private readonly TemporaryDirectory firstData = new();
    private readonly TemporaryDirectory secondData = new();
    private ClusterStore first = null!;
    private ClusterStore second = null!;
    private PostgresUploads gateway = null!;

    public async Task InitializeAsync()
    {
        if (PostgresServer.Programs is null)
        {
            return;
        }

        var connectionString = PostgresConnection.Complete(await postgres.Server.CreateDatabaseAsync(), "test");

        // At the same moment, on an empty database.
        var opened = await Task.WhenAll(
            Task.Run(() => Open(connectionString, firstData)), Task.Run(() => Open(connectionString, secondData)));
        (first, second) = (opened[0], opened[1]);
        gateway = new PostgresUploads(new PostgresEngine(connectionString, TimeProvider.System));
    }

    public async Task DisposeAsync()
    {
        if (first is not null)
        {
            await first.DisposeAsync();
            await second.DisposeAsync();
        }

        firstData.Dispose();
        secondData.Dispose();
    }

    [PostgresFact]
    public async Task WriteAsync_FromTwoSilos_LosesNothingAndLeavesNoGap()
    {
        var numbers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? first : second).Database.WriteAsync(
            transaction => transaction.Connection!.ExecuteScalarAsync<long>(
                "UPDATE id_counters SET last = last + 1 WHERE kind = 'deployment' RETURNING last", transaction: transaction),
            CancellationToken.None)));
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), numbers.Order());
    }

    [PostgresFact]
    public async Task WriteAsync_InEachOthersWay_SucceedsWhenRepeated()
    {
        // In opposite orders: without a repetition one of them would end in a deadlock.
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? first : second).Database.WriteAsync(
            async transaction =>
            {
                foreach (var key in i % 2 == 0 ? new[] { "a", "b" } : ["b", "a"])
                {
                    await transaction.Connection!.ExecuteAsync(
                        """
                        INSERT INTO idempotency_keys AS held (principal, key, request_hash, answer, created) VALUES ('p', @key, '', '', 1)
                        ON CONFLICT (principal, key) DO UPDATE SET created = held.created + 1
                        """,
                        new { key },
                        transaction);
                }

                return true;
            },
            CancellationToken.None)));
        Assert.Equal([40L, 40L], await first.Database.ReadAsync(
            connection => connection.QueryAsync<long>("SELECT created FROM idempotency_keys"), CancellationToken.None));
    }

    [PostgresFact]
    public async Task WriteAsync_InSomebodysWayTimeAndAgain_IsRepeatedUntilItSucceeds()
    {
        var runs = 0;
        var written = await first.Database.WriteAsync(
            async transaction =>
            {
                await transaction.Connection!.ExecuteAsync(
                    "DO $$ BEGIN IF @again THEN RAISE EXCEPTION 'in the way' USING ERRCODE = 'deadlock_detected'; END IF; END $$"
                        .Replace("@again", ++runs <= 6 ? "true" : "false", StringComparison.Ordinal),
                    transaction: transaction);
                return runs;
            },
            CancellationToken.None);
        Assert.Equal(7, written);
    }

    [PostgresFact]
    public async Task WriteAsync_ThatFails_TakesNothingElseOfItsGroupWithIt()
    {
        var good = InsertAsync("good");
        var bad = first.Database.WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync("INSERT INTO no_such_table VALUES (1)", transaction: transaction), CancellationToken.None);
        var alsoGood = InsertAsync("also good");
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => bad);
        await good;
        await alsoGood;
    }

    [PostgresFact]
    public async Task Artifact_StagedByAGateway_IsPublishedByOneSiloAndReadByAnother()
    {
        var content = Content(3_500_000);
        var staged = await gateway.StageAsync(new MemoryStream(content), CancellationToken.None);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), staged.Sha256);
        Assert.Equal(content.Length, staged.Bytes);

        await first.Artifacts.FetchAsync(staged, CancellationToken.None);
        Assert.Equal(content, Read(first.Artifacts.OpenStaged(staged)));
        await first.Artifacts.PublishAsync(staged, CancellationToken.None);

        await second.Artifacts.FetchAsync(staged.Sha256, CancellationToken.None);
        Assert.Equal(content, Read(second.Artifacts.OpenVerified(staged.Sha256)));
    }

    [PostgresFact]
    public async Task Artifact_MadeBySeveralSilosAtOnce_IsOne()
    {
        var content = Content(1_000);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            var store = i % 2 == 0 ? first : second;
            await store.Artifacts.PublishAsync(store.Artifacts.Stage(target => target.Write(content)), CancellationToken.None);
        }));
        Assert.Equal(1L, await CountAsync("artifacts"));
        Assert.Equal(1L, await CountAsync("artifact_chunks"));
    }

    [PostgresFact]
    public async Task Artifact_WhoseCopyIsDamaged_IsFetchedAnew()
    {
        var content = Content(100_000);
        var staged = first.Artifacts.Stage(target => target.Write(content));
        await first.Artifacts.PublishAsync(staged, CancellationToken.None);
        var copy = Directory.EnumerateFiles(firstData.Path, staged.Sha256, SearchOption.AllDirectories).Single();
        await File.WriteAllBytesAsync(copy, content[..^1]);

        Assert.Throws<RefusedException>(() => first.Artifacts.OpenVerified(staged.Sha256));
        await first.Artifacts.FetchAsync(staged.Sha256, CancellationToken.None);
        Assert.Equal(content, Read(first.Artifacts.OpenVerified(staged.Sha256)));
    }

    [PostgresFact]
    public async Task Artifact_BeyondTheBoundOfTheCache_IsFetchedAgain()
    {
        var artifacts = new List<StagedArtifact>();
        foreach (var length in new[] { 700_000, 700_001, 700_002 })
        {
            artifacts.Add(first.Artifacts.Stage(target => target.Write(Content(length))));
            await first.Artifacts.PublishAsync(artifacts[^1], CancellationToken.None);
        }

        Assert.InRange(Directory.EnumerateFiles(firstData.Path, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length), 1, 1 << 20);
        foreach (var artifact in artifacts)
        {
            await first.Artifacts.FetchAsync(artifact.Sha256, CancellationToken.None);
            Assert.Equal(artifact.Bytes, Read(first.Artifacts.OpenVerified(artifact.Sha256)).Length);
        }
    }

    [PostgresFact]
    public async Task Collect_DeletesWhatNothingRefersToAndWasAbandoned()
    {
        var kept = first.Artifacts.Stage(target => target.Write(Content(10)));
        var unused = first.Artifacts.Stage(target => target.Write(Content(11)));
        await first.Artifacts.PublishAsync(kept, CancellationToken.None);
        await first.Artifacts.PublishAsync(unused, CancellationToken.None);
        await gateway.StageAsync(new MemoryStream(Content(12)), CancellationToken.None);

        HashSet<string> referenced = [kept.Sha256];
        Assert.Equal(0, await first.Artifacts.CollectAsync(referenced, TimeSpan.FromHours(1), CancellationToken.None));
        Assert.Equal(2, await first.Artifacts.CollectAsync(referenced, TimeSpan.Zero, CancellationToken.None));
        await second.Artifacts.FetchAsync(kept.Sha256, CancellationToken.None);
        await Assert.ThrowsAsync<RefusedException>(() => second.Artifacts.FetchAsync(unused.Sha256, CancellationToken.None));
    }

    private static byte[] Content(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        return content;
    }

    private static byte[] Read(Stream stream)
    {
        using (stream)
        {
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            return memory.ToArray();
        }
    }

    private static ClusterStore Open(string connectionString, TemporaryDirectory data) => ClusterStore.Open(
        connectionString,
        new StorageOptions { DataDirectory = data.Path, ArtifactCacheBytes = 1 << 20 },
        TimeProvider.System,
        NullLoggerFactory.Instance);

    private Task<int> InsertAsync(string key) => first.Database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(
            "INSERT INTO idempotency_keys (principal, key, request_hash, answer, created) VALUES ('p', @key, '', '', 0)", new { key }, transaction),
        CancellationToken.None);

    private Task<long> CountAsync(string table) => first.Database.ReadAsync(
        connection => connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {table}"), CancellationToken.None);
}
