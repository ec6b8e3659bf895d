using InfernoOrleans.Gateway.Api.Hosting;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>How many streams of events there are: each holds a connection for as long as its client likes.</summary>
/// <param name="options">How many there may be.</param>
internal sealed class EventStreams(IOptions<GatewayOptions> options)
{
    private int open;

    /// <summary>How many there are.</summary>
    public int Open => Volatile.Read(ref open);

    /// <summary>Counts a stream until what is returned is disposed of.</summary>
    /// <exception cref="RefusedException">There are too many.</exception>
    public IDisposable Enter()
    {
        var most = options.Value.MaxEventStreams;
        if (Interlocked.Increment(ref open) <= most)
        {
            return new Place(this);
        }

        Interlocked.Decrement(ref open);
        throw new RefusedException(RefusalReason.Busy, $"There are {most:N0} streams of events already, which is the most allowed at one time. Try again later.");
    }

    private sealed class Place(EventStreams streams) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref streams.open);
    }
}
