using System.Data.Common;
using System.Text.Json;
using Dapper;
using InfernoOrleans.Grains.Interfaces.Idempotency;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Idempotency;

/// <summary>The answers of requests that carried an <c>Idempotency-Key</c>, kept for a day and bounded per principal.</summary>
internal sealed class IdempotencyTable(Store store, IOptions<StorageOptions> options, TimeProvider time)
{
    /// <summary>
    /// The principal of deployed tasks, which have two keys each at most and forget the others themselves: however many there are, the key of a
    /// run that is half begun must stay.
    /// </summary>
    public const string DeployedTasks = "deployed-task";

    private const int KeysBetweenPrunings = 100;

    private int remembered;

    /// <summary>The answer that an earlier request with this key got; null when there was none, or no key was given.</summary>
    /// <exception cref="RefusedException">The key was used for another request.</exception>
    public async Task<T?> FindAsync<T>(IdempotencyToken? token, CancellationToken cancellationToken)
        where T : class
    {
        if (token is null)
        {
            return null;
        }

        var oldest = Oldest();
        var earlier = await store.Database.ReadAsync(
            connection => connection.QuerySingleOrDefaultAsync<Entry>(
                """
                SELECT request_hash AS RequestHash, answer AS Answer FROM idempotency_keys
                WHERE principal = @Principal AND key = @Key AND created >= @oldest
                """,
                new { token.Principal, token.Key, oldest }),
            cancellationToken);

        if (earlier is not null && earlier.RequestHash != token.RequestHash)
        {
            throw new RefusedException(
                RefusalReason.Conflict, "This Idempotency-Key was used for another request. Use a new key for a new request.");
        }

        return earlier is null ? null : JsonSerializer.Deserialize<T>(earlier.Answer);
    }

    /// <summary>Keeps an answer, in the transaction of the effect that it reports.</summary>
    /// <exception cref="RefusedException">A request with the same key was carried out meanwhile; this one must not be.</exception>
    public async Task RememberAsync<T>(DbTransaction transaction, IdempotencyToken? token, T answer)
    {
        if (token is null)
        {
            return;
        }

        var connection = transaction.Connection!;
        await connection.ExecuteAsync(
            "DELETE FROM idempotency_keys WHERE principal = @Principal AND created < @oldest",
            new { token.Principal, oldest = Oldest() },
            transaction);

        var inserted = await connection.ExecuteAsync(
            """
            INSERT INTO idempotency_keys (principal, key, request_hash, answer, created)
            VALUES (@Principal, @Key, @RequestHash, @answer, @now)
            ON CONFLICT (principal, key) DO NOTHING
            """,
            new
            {
                token.Principal,
                token.Key,
                token.RequestHash,
                answer = JsonSerializer.Serialize(answer),
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            },
            transaction);
        if (inserted == 0)
        {
            throw new RefusedException(
                RefusalReason.Conflict, "Another request with this Idempotency-Key was being carried out. Repeat this one to get its answer.");
        }

        if (token.Principal == DeployedTasks || Interlocked.Increment(ref remembered) % KeysBetweenPrunings != 0)
        {
            return;
        }

        // Walks the whole index: not for every key.
        await connection.ExecuteAsync(
            """
            DELETE FROM idempotency_keys WHERE principal = @Principal AND created <
                (SELECT created FROM idempotency_keys WHERE principal = @Principal ORDER BY created DESC LIMIT 1 OFFSET @last)
            """,
            new { token.Principal, last = options.Value.IdempotencyKeysPerPrincipal - 1 },
            transaction);
    }

    /// <summary>Forgets what a key did.</summary>
    public static Task ForgetAsync(DbTransaction transaction, IdempotencyToken token) => transaction.Connection!.ExecuteAsync(
        "DELETE FROM idempotency_keys WHERE principal = @Principal AND key = @Key", new { token.Principal, token.Key }, transaction);

    /// <summary>Forgets all that a principal did who will not come again.</summary>
    public static Task ForgetAsync(DbTransaction transaction, string principal) => transaction.Connection!.ExecuteAsync(
        "DELETE FROM idempotency_keys WHERE principal = @principal", new { principal }, transaction);

    private long Oldest() => (time.GetUtcNow() - options.Value.IdempotencyRetention).ToUnixTimeMilliseconds();

    private sealed class Entry
    {
        public required string RequestHash { get; init; }

        public required string Answer { get; init; }
    }
}
