using System.Globalization;
using Dapper;
using InfernoOrleans.Grains.Storage;

namespace InfernoOrleans.Grains.Events;

/// <summary>The rows of a table of events.</summary>
/// <param name="store">Where it is.</param>
/// <param name="order">The order of events there.</param>
/// <param name="table">Its name.</param>
/// <param name="columns">What its rows have beside what all events have, as a list of a query.</param>
internal abstract class EventTable<TRow>(Store store, EventOrder order, string table, string columns)
    where TRow : EventRow
{
    private const int MostForgottenAtOnce = 5_000;

    // The types of the number of a transaction differ; as text it is the same everywhere.
    private const string Xid = "CAST(CAST(xid AS text) AS bigint) AS Xid, seq AS Seq";

    /// <summary>Reads what comes after some event.</summary>
    public Task<IReadOnlyList<TRow>> ListAsync(EventPosition after, int most, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<TRow>>(
            async connection => (await connection.QueryAsync<TRow>(
                $"SELECT {Xid}, at AS At, {columns} FROM {table} WHERE {order.After} ORDER BY {order.By("ASC")} LIMIT @most",
                new { xid = after.Xid.ToString(CultureInfo.InvariantCulture), after.Seq, most })).AsList(),
            cancellationToken);

    /// <summary>The last event that may be read by now.</summary>
    public Task<EventPosition> LastAsync(CancellationToken cancellationToken) => store.Database.ReadAsync(
        async connection => await connection.QuerySingleOrDefaultAsync<EventPosition>(
            $"SELECT {Xid} FROM {table} WHERE {order.Settled} ORDER BY {order.By("DESC")} LIMIT 1"),
        cancellationToken);

    /// <summary>Whether events after that one may have been deleted.</summary>
    public Task<bool> IsTruncatedAfterAsync(EventPosition position, CancellationToken cancellationToken) => store.Database.ReadAsync(
        async connection => position != default && await connection.ExecuteScalarAsync<long?>(
            $"SELECT 1 FROM {table} WHERE seq = @Seq", new { position.Seq }) is null,
        cancellationToken);

    /// <summary>Deletes all but the last events, a little at a time.</summary>
    /// <param name="kept">How many to keep.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ForgetAsync(long kept, CancellationToken cancellationToken)
    {
        var deleted = MostForgottenAtOnce;
        while (deleted == MostForgottenAtOnce)
        {
            deleted = await store.Database.WriteAsync(
                transaction => transaction.Connection!.ExecuteAsync(
                    $"""
                    DELETE FROM {table} WHERE seq IN (
                        SELECT seq FROM {table} WHERE seq <= (SELECT MAX(seq) FROM {table}) - @kept ORDER BY seq LIMIT @most)
                    """,
                    new { kept, most = MostForgottenAtOnce },
                    transaction),
                cancellationToken);
        }
    }
}
