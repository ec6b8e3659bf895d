namespace InfernoOrleans.Grains.Events;

/// <summary>What rows of every table of events have.</summary>
internal abstract class EventRow
{
    public required long Xid { get; init; }

    public required long Seq { get; init; }

    public required long At { get; init; }

    public EventPosition Position => new(Xid, Seq);
}
