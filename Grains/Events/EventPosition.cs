using System.Globalization;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Events;

/// <summary>A place in the order of events, written <c>xid-seq</c>.</summary>
/// <param name="Xid">The transaction that wrote the event; 0 where there is one writer.</param>
/// <param name="Seq">Its number among the events of that transaction.</param>
internal readonly record struct EventPosition(long Xid, long Seq)
{
    /// <exception cref="RefusedException">The text is no position.</exception>
    public static EventPosition Parse(string text)
    {
        var parts = text.Split('-');
        return parts.Length == 2 && IsNumber(parts[0], out var xid) && IsNumber(parts[1], out var seq)
            ? new EventPosition(xid, seq)
            : throw RefusedException.Invalid("after", "after must be the id of an event of this stream, such as 731-52.");

        static bool IsNumber(string part, out long number) => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Xid}-{Seq}";
}
