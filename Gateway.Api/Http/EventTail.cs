using InfernoOrleans.Gateway.Api.Keys;
using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>Sends what happens, as it happens, for as long as the client listens.</summary>
internal sealed class EventTail(EventStreams streams, KeyRing ring, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const int MostAtOnce = 256;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    /// <summary>Reads events.</summary>
    public delegate Task<EventSlice<TEvent>> Reading<TEvent>(EventQuery query, CancellationToken cancellationToken);

    /// <summary>Answers a request with events.</summary>
    /// <param name="context">The request.</param>
    /// <param name="after">The id of the event before the first; null for those from now on.</param>
    /// <param name="read">Reads some; where there are none, waits for them.</param>
    /// <param name="write">Writes one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task SendAsync<TEvent>(
        HttpContext context, string? after, Reading<TEvent> read, Action<EventWriter, TEvent> write, CancellationToken cancellationToken)
    {
        using var place = streams.Enter();
        var last = after;
        var slice = await read(new EventQuery(last, MostAtOnce, TimeSpan.Zero), cancellationToken);

        Deadline.Of(context)!.Suspend();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var writer = EventWriter.Begin(context.Response);
        writer.WriteStart(slice.Events.Count == 0 ? slice.Last : null, Retry);
        try
        {
            // Whose key is revoked meanwhile has seen enough.
            while (ring.IsGood(Principal.Of(context)))
            {
                Write(writer, slice, last, write);
                await writer.FlushAsync(ending.Token);
                last = slice.Last;
                var query = new EventQuery(last, MostAtOnce, TaskWaits.Slice);
                slice = await RepeatedCall.AskAsync(() => read(query, ending.Token), TimeSpan.MaxValue, time, ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client has hung up, or the server stops.
        }
    }

    private static void Write<TEvent>(EventWriter writer, EventSlice<TEvent> slice, string? after, Action<EventWriter, TEvent> write)
    {
        if (slice.IsTruncated)
        {
            writer.Write(id: null, "truncated", new TruncatedData(after), ApiJson.Default.TruncatedData);
        }

        foreach (var happened in slice.Events)
        {
            write(writer, happened);
        }

        if (slice.Events.Count == 0)
        {
            writer.WriteHeartbeat();
        }
    }
}
