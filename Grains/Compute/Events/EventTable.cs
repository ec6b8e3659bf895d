using System.Globalization;
using Dapper;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Storage;

namespace InfernoOrleans.Grains.Compute.Events;

/// <summary>
/// The rows of <c>compute_events</c>, in an order in which none comes before one that was read: by the transaction that wrote them, as far
/// as all transactions before it have ended.
/// </summary>
internal sealed class EventTable(Store store, TaskStatements statements)
{
    // The types of the number of a transaction differ; as text it is the same everywhere.
    private const string Xid = "CAST(CAST(xid AS text) AS bigint) AS Xid, seq AS Seq";

    /// <summary>Reads what comes after some event.</summary>
    public Task<IReadOnlyList<EventRow>> ListAsync(EventPosition after, int most, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<EventRow>>(
            async connection => (await connection.QueryAsync<EventRow>(
                $"""
                SELECT {Xid}, at AS At, task AS Task, node AS Node, status AS Status, attempt AS Attempt FROM compute_events
                WHERE {statements.EventsAfter}
                ORDER BY {statements.EventOrder("ASC")} LIMIT @most
                """,
                new { xid = after.Xid.ToString(CultureInfo.InvariantCulture), after.Seq, most })).AsList(),
            cancellationToken);

    /// <summary>The last event that may be read by now.</summary>
    public Task<EventPosition> LastAsync(CancellationToken cancellationToken) => store.Database.ReadAsync(
        async connection => await connection.QuerySingleOrDefaultAsync<EventPosition>(
            $"SELECT {Xid} FROM compute_events WHERE {statements.EventsSettled} ORDER BY {statements.EventOrder("DESC")} LIMIT 1"),
        cancellationToken);

    /// <summary>Whether events after that one may have been deleted.</summary>
    public Task<bool> IsTruncatedAfterAsync(EventPosition position, CancellationToken cancellationToken) => store.Database.ReadAsync(
        async connection => position != default && await connection.ExecuteScalarAsync<long?>(
            "SELECT 1 FROM compute_events WHERE seq = @Seq", new { position.Seq }) is null,
        cancellationToken);
}
