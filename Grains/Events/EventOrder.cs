namespace InfernoOrleans.Grains.Events;

/// <summary>
/// An order of events in which none comes before one that was read: by the transaction that wrote them, as far as all transactions before
/// it have ended.
/// </summary>
internal sealed class EventOrder
{
    /// <summary>Of a database with one writer: events are there in the order of their numbers.</summary>
    public static readonly EventOrder OfOneWriter = new(settled: "TRUE", after: "seq > @Seq", direction => $"seq {direction}");

    /// <summary>Of PostgreSQL, where a transaction may commit after one that has a higher number.</summary>
    public static readonly EventOrder OfTransactions = new(
        settled: "xid < pg_snapshot_xmin(pg_current_snapshot())",
        after: "(xid, seq) > (CAST(@xid AS xid8), @Seq) AND xid < pg_snapshot_xmin(pg_current_snapshot())",
        direction => $"xid {direction}, seq {direction}");

    private readonly Func<string, string> columns;

    private EventOrder(string settled, string after, Func<string, string> columns)
    {
        Settled = settled;
        After = after;
        this.columns = columns;
    }

    /// <summary>A condition that holds for events that may be read by now.</summary>
    public string Settled { get; }

    /// <summary>A condition that holds for those of them that come after the position (@xid, @Seq).</summary>
    public string After { get; }

    /// <summary>The order as a list of columns, each followed by <paramref name="direction"/>.</summary>
    public string By(string direction) => columns(direction);
}
