using Dapper;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Storage.Postgres;
using InfernoOrleans.Tests.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace InfernoOrleans.Tests.Storage.Postgres;

/// <summary>A server of its own, because it is killed and frozen.</summary>
public sealed class PostgresOutageTests
{
    [PostgresFact]
    public async Task Database_KilledAndFrozen_RefusesAndRecoversByItself()
    {
        await using var server = await PostgresServer.StartAsync();
        using var data = new TemporaryDirectory();
        await using var store = ClusterStore.Open(
            PostgresConnection.Complete(await server.CreateDatabaseAsync(), "test"),
            new StorageOptions { DataDirectory = data.Path },
            TimeProvider.System,
            NullLoggerFactory.Instance);
        await WriteAsync(store, "before");

        await server.KillAsync();
        await RefusesAsync(store);
        await server.StartAgainAsync();
        await RecoversAsync(store, "after it was killed");

        await server.SignalAsync("STOP");
        await RefusesAsync(store);

        // Once it is known to be out, nothing waits for it: these would take minutes.
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => RefusesAsync(store)));
        await server.SignalAsync("CONT");
        await RecoversAsync(store, "after it was frozen");
    }

    private static async Task RefusesAsync(Store store)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => WriteAsync(store, Guid.NewGuid().ToString()));
        Assert.Equal(RefusalReason.Unavailable, refused.Reason);
    }

    private static async Task RecoversAsync(Store store, string key)
    {
        while (true)
        {
            try
            {
                await WriteAsync(store, key);
                return;
            }
            catch (RefusedException refused) when (refused.Reason == RefusalReason.Unavailable)
            {
                await Task.Delay(100);
            }
        }
    }

    private static Task<int> WriteAsync(Store store, string key) => store.Database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(
            """
            INSERT INTO idempotency_keys (principal, key, request_hash, answer, created) VALUES ('p', @key, '', '', 0)
            ON CONFLICT DO NOTHING
            """,
            new { key },
            transaction),
        CancellationToken.None);
}
