using Dapper;
using InfernoOrleans.Grains.CivicAngel.Events;
using InfernoOrleans.Grains.Events;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Storage.Postgres;
using InfernoOrleans.Grains.Storage.Sqlite;
using InfernoOrleans.Tests.Nodes;
using InfernoOrleans.Tests.Storage.State;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace InfernoOrleans.Tests.CivicAngel.Events;

/// <summary>What both databases must do with events of the Civic Angel. Each test has a database of its own.</summary>
[Collection(PostgresGroup.Name)]
public sealed class AngelEventsTests(SharedPostgres postgres) : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TemporaryDirectory data = new();
    private string connectionString = string.Empty;
    private Store store = null!;
    private AngelEventTable table = null!;
    private AngelEvents events = null!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        events.Dispose();
        await store.DisposeAsync();
        data.Dispose();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Read_OfEveryKind_ReturnsWhatWasWrittenInItsOrder(string database)
    {
        await OpenAsync(database, TimeProvider.System);
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        await WriteAsync("voice", "synth-mirror-palm", "a-1", step: 2);
        await WriteAsync("phase", detail: "Breath");
        await WriteAsync("dream", detail: "1");
        await WriteAsync("model", "perspective-7", detail: "deploy-3");

        var page = await ReadAsync("0-0");

        Assert.Equal(
            [
                ("voice", "synth-mirror-palm", "a-1", 2, null),
                ("phase", null, null, 0, "Breath"),
                ("dream", null, null, 0, "1"),
                ("model", "perspective-7", null, 0, "deploy-3"),
            ],
            page.Events.Select(happened => (happened.Kind, happened.AgentId, happened.Activation, happened.Step, happened.Detail)));
        Assert.All(page.Events, happened => Assert.InRange(happened.At, before, DateTimeOffset.UtcNow.AddSeconds(1)));
        Assert.Equal((page.Events[^1].Id, false), (page.Last, page.IsTruncated));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Read_PageByPage_LeavesNoneOutAndRepeatsNone(string database)
    {
        await OpenAsync(database, TimeProvider.System);
        for (var i = 0; i < 7; i++)
        {
            await WriteAsync("dream", detail: $"{i}");
        }

        var seen = new List<AngelEvent>();
        for (var page = await ReadAsync("0-0", limit: 3); page.Events.Count > 0; page = await ReadAsync(page.Last, limit: 3))
        {
            Assert.InRange(page.Events.Count, 1, 3);
            seen.AddRange(page.Events);
        }

        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"{i}"), seen.Select(happened => happened.Detail));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Read_FromNowOn_BeginsAfterTheLast(string database)
    {
        await OpenAsync(database, TimeProvider.System);
        Assert.Equal("0-0", (await ReadAsync(after: null)).Last);
        await WriteAsync("dream", detail: "1");

        var now = await ReadAsync(after: null);
        Assert.Empty(now.Events);
        await WriteAsync("dream", detail: "2");

        Assert.Equal(["2"], (await ReadAsync(now.Last)).Events.Select(happened => happened.Detail));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Read_ThatWaits_ReturnsWhatIsWrittenMeanwhile(string database)
    {
        await OpenAsync(database, TimeProvider.System);
        for (var i = 0; i < 20; i++)
        {
            var last = (await ReadAsync(after: null)).Last;
            var waiting = new[] { ReadAsync(last, wait: TaskWaits.Slice), ReadAsync(last, wait: TaskWaits.Slice) };
            await WriteAsync("dream", detail: $"{i}");
            events.Poke();

            foreach (var page in await Task.WhenAll(waiting))
            {
                Assert.Equal([$"{i}"], page.Events.Select(happened => happened.Detail));
            }
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Read_ThatWaitsInVain_EndsEmptyWhenItsTimeIsUp(string database)
    {
        var time = new FakeTimeProvider();
        await OpenAsync(database, time);
        await WriteAsync("dream", detail: "1");
        var last = (await ReadAsync(after: null)).Last;

        var began = time.GetTimestamp();
        var waiting = ReadAsync(last, wait: TimeSpan.FromSeconds(2));
        while (!waiting.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        var page = await waiting;
        Assert.Empty(page.Events);
        Assert.Equal((last, false), (page.Last, page.IsTruncated));
        Assert.True(time.GetElapsedTime(began) >= TimeSpan.FromSeconds(2));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Forget_OfMoreThanAreKept_LeavesTheLastAndSaysSo(string database)
    {
        await OpenAsync(database, TimeProvider.System);
        await events.ForgetAsync(3, None);
        for (var i = 0; i < 10; i++)
        {
            await WriteAsync("dream", detail: $"{i}");
        }

        var all = (await ReadAsync("0-0")).Events;
        await events.ForgetAsync(3, None);

        var (forgotten, kept) = (all.SkipLast(3).ToArray(), all.TakeLast(3).ToArray());
        var page = await ReadAsync(forgotten[1].Id);
        Assert.Equal(kept, page.Events);
        Assert.True(page.IsTruncated);

        // Who has read all that is gone may have missed some of it: the event it goes on after is there no more.
        Assert.True((await ReadAsync(forgotten[^1].Id)).IsTruncated);
        page = await ReadAsync(kept[0].Id);
        Assert.Equal(kept[1..], page.Events);
        Assert.False(page.IsTruncated);

        await events.ForgetAsync(3, None);
        Assert.Equal(kept, (await ReadAsync("0-0")).Events);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Forget_OfMoreThanAreDeletedAtOneTime_ForgetsAll(string database)
    {
        await OpenAsync(database, TimeProvider.System);
        await store.Database.WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync(
                """
                WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 10500)
                INSERT INTO civic_events (kind, detail) SELECT 'dream', CAST(i AS text) FROM numbers
                """,
                param: null,
                transaction),
            None);

        await events.ForgetAsync(1, None);

        var left = Assert.Single((await ReadAsync("0-0")).Events);
        Assert.Equal("10500", left.Detail);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Read_AfterAnEventThatNeverWas_SaysThatSomeAreMissing(string database)
    {
        await OpenAsync(database, TimeProvider.System);
        await WriteAsync("dream", detail: "1");
        var last = (await ReadAsync(after: null)).Last;

        var page = await ReadAsync("99999999-99999999", wait: TaskWaits.Slice);

        Assert.Empty(page.Events);
        Assert.Equal((last, true), (page.Last, page.IsTruncated));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Read_AfterWhatIsNoId_IsRefused(string database)
    {
        await OpenAsync(database, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => ReadAsync("yesterday"));

        Assert.Equal((RefusalReason.Invalid, "after"), (refused.Reason, refused.Field));
    }

    [PostgresFact]
    public async Task Read_WhileAnEarlierTransactionRuns_ReturnsNothingOfALaterOne()
    {
        await OpenAsync("PostgreSQL", TimeProvider.System);
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using (var earlier = await connection.BeginTransactionAsync())
        {
            await connection.ExecuteAsync("INSERT INTO civic_events (kind, detail) VALUES ('dream', 'earlier')", param: null, earlier);
            await WriteAsync("dream", detail: "later");

            Assert.Empty((await ReadAsync("0-0")).Events);
            await earlier.CommitAsync();
        }

        Assert.Equal(["earlier", "later"], (await ReadAsync("0-0")).Events.Select(happened => happened.Detail));
    }

    private async Task OpenAsync(string database, TimeProvider time)
    {
        var options = new StorageOptions { DataDirectory = data.Path };
        if (database == OnSqliteAttribute.Name)
        {
            store = LocalStore.Open(options, TimeProvider.System, NullLoggerFactory.Instance);
            table = new AngelEventTable(store, EventOrder.OfOneWriter);
        }
        else
        {
            connectionString = PostgresConnection.Complete(await postgres.Server.CreateDatabaseAsync(), "test");
            store = ClusterStore.Open(connectionString, options, TimeProvider.System, NullLoggerFactory.Instance);
            table = new AngelEventTable(store, EventOrder.OfTransactions);
        }

        events = new AngelEvents(table, time, NullLogger<AngelEvents>.Instance);
    }

    private Task<AngelEventPage> ReadAsync(string? after, int limit = 100, TimeSpan wait = default) =>
        events.ReadAsync(new EventQuery(after, limit, wait), None);

    private Task<int> WriteAsync(string kind, string? agent = null, string? activation = null, int step = 0, string? detail = null) =>
        store.Database.WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync(
                "INSERT INTO civic_events (kind, agent, activation, step, detail) VALUES (@kind, @agent, @activation, @step, @detail)",
                new { kind, agent, activation, step, detail },
                transaction),
            None);
}
