using Dapper;
using InfernoOrleans.Grains.Interfaces.Audit;
using InfernoOrleans.Grains.Storage;

namespace InfernoOrleans.Grains.Audit;

/// <summary>The rows of who changed what. Their ids rise and may have gaps.</summary>
internal sealed class AuditTable(Store store)
{
    public Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken) => store.Database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(
            """
            INSERT INTO audit (entry, at, principal, name, role, method, path, status, request_id, peer)
            VALUES (@Entry, @At, @Principal, @Name, @Role, @Method, @Path, @Status, @RequestId, @Peer)
            ON CONFLICT (entry) DO NOTHING
            """,
            entries.Select(AuditRow.From),
            transaction),
        cancellationToken);

    public Task<IReadOnlyList<AuditRecord>> ListAsync(AuditQuery query, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<AuditRecord>>(
            async connection => [.. (await connection.QueryAsync<AuditRow>(
                $"SELECT {AuditRow.Columns} FROM audit WHERE id < @before ORDER BY id DESC LIMIT @Limit",
                new { before = query.Before ?? long.MaxValue, query.Limit })).Select(row => row.ToRecord())],
            cancellationToken);

    /// <summary>Deletes entries from before a time, a bounded number of them.</summary>
    /// <returns>How many.</returns>
    public Task<int> ForgetBeforeAsync(DateTimeOffset time, int most, CancellationToken cancellationToken) => store.Database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(
            "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < @before ORDER BY at LIMIT @most)",
            new { before = time.ToUnixTimeMilliseconds(), most },
            transaction),
        cancellationToken);

    /// <summary>Deletes the oldest entries where there are more than may be kept, a bounded number of them.</summary>
    /// <returns>How many.</returns>
    public Task<int> ForgetSurplusAsync(int kept, int most, CancellationToken cancellationToken) => store.Database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(
            "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE id <= (SELECT MAX(id) FROM audit) - @kept ORDER BY id LIMIT @most)",
            new { kept, most },
            transaction),
        cancellationToken);
}
