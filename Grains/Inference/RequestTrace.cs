using System.Diagnostics;
using InfernoOrleans.Grains.Telemetry;

namespace InfernoOrleans.Grains.Inference;

/// <summary>What the spans of a request that is traced hang on while it waits and runs on threads that serve others, too.</summary>
/// <param name="Parent">The span that called.</param>
/// <param name="QueuedAt">When it came.</param>
internal sealed record RequestTrace(ActivityContext Parent, DateTimeOffset QueuedAt)
{
    /// <summary>That of the request that the caller has; null where it is not traced.</summary>
    public static RequestTrace? Begin(TimeProvider time) =>
        Traces.Source.HasListeners() && Activity.Current is { Recorded: true } caller ? new RequestTrace(caller.Context, time.GetUtcNow()) : null;

    /// <summary>Tells of the wait, now that it is over. A span that began on another thread would leave its mark on this one.</summary>
    public void Taken(DateTimeOffset at)
    {
        using var span = Traces.Source.StartActivity(Traces.Queue, ActivityKind.Internal, Parent, tags: null, links: null, QueuedAt);
        span?.SetEndTime(at.UtcDateTime);
    }
}
