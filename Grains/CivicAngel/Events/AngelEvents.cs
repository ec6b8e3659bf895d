using InfernoOrleans.Grains.Events;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.CivicAngel.Events;

/// <summary>What happens to the Civic Angel.</summary>
internal sealed class AngelEvents(AngelEventTable events, TimeProvider time, ILogger<AngelEvents> logger)
    : EventFeed<AngelEventRow>(events, time, logger)
{
    private readonly AngelEventTable table = events;

    /// <summary>Reads what happened after some event; where nothing did, waits for it.</summary>
    /// <exception cref="RefusedException"><see cref="EventQuery.After"/> is no id of an event.</exception>
    public async Task<AngelEventPage> ReadAsync(EventQuery query, CancellationToken cancellationToken)
    {
        var read = await ReadRowsAsync(query, cancellationToken);
        return new AngelEventPage([.. read.Rows.Select(row => row.ToEvent())], read.Last.ToString(), read.IsTruncated);
    }

    /// <summary>Deletes all but the last events, a little at a time.</summary>
    /// <param name="kept">How many to keep.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task ForgetAsync(long kept, CancellationToken cancellationToken) => table.ForgetAsync(kept, cancellationToken);
}
