using Dapper;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Storage.Sqlite;
using InfernoOrleans.Tests.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace InfernoOrleans.Tests.Storage;

public sealed class WorkDatabaseTests : IAsyncLifetime
{
    private readonly TemporaryDirectory data = new();
    private WorkDatabase database = null!;

    private string File => Path.Combine(data.Path, "work.db");

    public Task InitializeAsync()
    {
        database = Open();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await database.DisposeAsync();
        data.Dispose();
    }

    [Fact]
    public async Task ReadAsync_OfADatabaseThatWasClosed_IsRefusedAndMakesNoFileAnew()
    {
        await WriteAsync("written");
        await database.DisposeAsync();
        System.IO.File.Delete(File);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => database.ReadAsync(_ => Task.FromResult(1), CancellationToken.None));
        Assert.Equal(RefusalReason.Unavailable, refused.Reason);
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public async Task WriteAsync_ThatFails_TakesNothingElseOfItsGroupWithIt()
    {
        using var held = new ManualResetEventSlim();
        var first = Task.Run(() => WriteAsync("first", () => held.Wait()));
        var failing = WriteAsync("failing", () => throw new RefusedException(RefusalReason.Conflict, "No."));
        var third = WriteAsync("third");
        held.Set();

        await first;
        await third;
        await Assert.ThrowsAsync<RefusedException>(() => failing);
        Assert.Equal(["first", "third"], await KeysAsync());
    }

    [Fact]
    public async Task WriteAsync_CancelledWhileItWaits_DoesNotHappen()
    {
        using var cancellation = new CancellationTokenSource();
        using var entered = new ManualResetEventSlim();
        using var held = new ManualResetEventSlim();
        var running = Task.Run(() => WriteAsync("running", () =>
        {
            entered.Set();
            held.Wait();
        }));
        entered.Wait();
        var waiting = WriteAsync("waiting", cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        held.Set();

        await running;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(["running"], await KeysAsync());
    }

    [Fact]
    public async Task WriteAsync_WithAFullQueue_IsRefusedAsBusy()
    {
        using var entered = new ManualResetEventSlim();
        using var held = new ManualResetEventSlim();
        var running = Task.Run(() => WriteAsync("running", () =>
        {
            entered.Set();
            held.Wait();
        }));
        entered.Wait();
        var waiting = Enumerable.Range(0, 4).Select(i => WriteAsync($"waiting-{i}")).ToArray();

        var refused = await Assert.ThrowsAsync<RefusedException>(() => WriteAsync("too many"));
        held.Set();

        Assert.Equal(RefusalReason.Busy, refused.Reason);
        await running;
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task Open_Again_FindsWhatWasWritten()
    {
        await WriteAsync("kept");
        await database.DisposeAsync();
        database = Open();
        Assert.Equal(["kept"], await KeysAsync());
    }

    [Fact]
    public async Task Write_Always_IsFlushedBeforeItIsConfirmed()
    {
        var mode = await database.WriteAsync(
            transaction => transaction.Connection!.ExecuteScalarAsync<int>("PRAGMA synchronous", transaction: transaction),
            CancellationToken.None);
        Assert.Equal(2, mode); // FULL
    }

    private WorkDatabase Open() => new(SqliteEngine.Open(File, NullLogger.Instance), waitingWrites: 4, NullLogger.Instance);

    private Task<bool> WriteAsync(string key, Action? meanwhile = null, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async transaction =>
            {
                await transaction.Connection!.ExecuteAsync(
                    "INSERT INTO idempotency_keys (principal, key, request_hash, answer, created) VALUES ('p', @key, '', '', 0)",
                    new { key },
                    transaction);
                meanwhile?.Invoke();
                return true;
            },
            cancellationToken);

    private Task<string[]> KeysAsync() => database.ReadAsync(
        async connection => (await connection.QueryAsync<string>("SELECT key FROM idempotency_keys ORDER BY key")).ToArray(),
        CancellationToken.None);
}
