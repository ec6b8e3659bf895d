using InfernoOrleans.Grains.Interfaces.Inference;

namespace InfernoOrleans.Gateway.Api.Inference;

/// <summary>A replica and what this gateway has seen of it. Thread-safe.</summary>
internal sealed class RoutedReplica(string id, IModelReplicaGrain grain, TimeProvider time)
{
    private const int FailuresBeforeEjection = 3;
    private static readonly TimeSpan Ejection = TimeSpan.FromSeconds(10);

    /// <summary>Two lifetimes of a route: by then the rows say where it has gone.</summary>
    private static readonly TimeSpan MissRemembered = TimeSpan.FromSeconds(10);

    private IReplicaHost? host;
    private IReplicaHost? missedAt;
    private long missedSince;
    private int running;
    private int queueDepth;
    private int failures;
    private long ejectedAt;

    /// <summary>The id of the replica.</summary>
    public string Id => id;

    /// <summary>The replica.</summary>
    public IModelReplicaGrain Grain => grain;

    /// <summary>What runs its requests on the silo that has it; null when that is not known, and the replica itself is called.</summary>
    public IReplicaHost? Host => Volatile.Read(ref host);

    /// <summary>How long its answers take.</summary>
    public RecentLatencies Latencies { get; } = new();

    /// <summary>Whether it has failed several times in a row of late, so that others are called in its place for a while.</summary>
    public bool IsEjected => Volatile.Read(ref failures) >= FailuresBeforeEjection
        && time.GetElapsedTime(Volatile.Read(ref ejectedAt)) < Ejection;

    /// <summary>What is known to wait for it: what it said with its last answer, and what was sent since and is not answered.</summary>
    public int Load => Volatile.Read(ref running) + Volatile.Read(ref queueDepth);

    /// <summary>Takes note of where it is said to be, unless it was missed there lately.</summary>
    public void MovedTo(IReplicaHost? place)
    {
        var isMissed = place is not null && place.Equals(Volatile.Read(ref missedAt))
            && time.GetElapsedTime(Volatile.Read(ref missedSince)) < MissRemembered;
        Volatile.Write(ref host, isMissed ? null : place);
    }

    /// <summary>Takes note that it was not found, or did not answer, there: for a while it is called through its grain.</summary>
    public void MissedAt(IReplicaHost place)
    {
        Volatile.Write(ref missedSince, time.GetTimestamp());
        Volatile.Write(ref missedAt, place);

        // Every fetched route has references of its own to the same place.
        var current = Host;
        if (place.Equals(current))
        {
            Interlocked.CompareExchange(ref host, null, current);
        }
    }

    public void Begin() => Interlocked.Increment(ref running);

    public void End() => Interlocked.Decrement(ref running);

    public void Answered(InferenceAnswer answer, TimeSpan latency)
    {
        Volatile.Write(ref queueDepth, answer.QueueDepth);
        Volatile.Write(ref failures, 0);
        Latencies.Add(latency);
    }

    /// <summary>Takes note of a failure.</summary>
    /// <returns>Whether it is the first one too many since its last answer; those after it put it aside again without another word.</returns>
    public bool Failed()
    {
        var inARow = Interlocked.Increment(ref failures);
        if (inARow >= FailuresBeforeEjection)
        {
            Volatile.Write(ref ejectedAt, time.GetTimestamp());
        }

        return inARow == FailuresBeforeEjection;
    }
}
