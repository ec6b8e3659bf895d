using System.Numerics;
using HdrHistogram;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Placement;

namespace InfernoOrleans.Grains.Inference;

/// <summary>Counts what one replica does, in some 20 kB whatever it does.</summary>
internal sealed class ReplicaMeter
{
    private const int SignificantDigits = 2;

    /// <summary>Two minutes: no request may take longer.</summary>
    private const long MostMicroseconds = 120_000_000;

    private readonly TimeProvider time;
    private readonly SiloTraffic? traffic;
    private readonly Lock guard = new();
    private readonly LongHistogram latencies = new(1, MostMicroseconds, SignificantDigits);

    /// <summary>Batches by the power of two that is not below their rows.</summary>
    private readonly long[] batches = new long[32];
    private long requests;
    private long givenUp;
    private long failed;
    private int unloaded;

    /// <summary>The meter of a replica that is loaded; without a silo's traffic, of something that only has replicas answer.</summary>
    public ReplicaMeter(TimeProvider time, SiloTraffic? traffic)
    {
        this.time = time;
        this.traffic = traffic;
        traffic?.Loaded();
    }

    /// <summary>The requests whose senders have given up.</summary>
    public long GivenUp => Interlocked.Read(ref givenUp);

    /// <summary>The replica goes. What it still answers is counted.</summary>
    public void Unload()
    {
        if (Interlocked.Exchange(ref unloaded, 1) == 0)
        {
            traffic?.Unloaded();
        }
    }

    public void Came() => Interlocked.Increment(ref requests);

    public void GaveUp() => Interlocked.Increment(ref givenUp);

    public void Failed() => Interlocked.Increment(ref failed);

    public void Batched(int rows)
    {
        lock (guard)
        {
            batches[BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)rows))]++;
        }
    }

    /// <summary>Called before the answer leaves, so that who has it finds it counted.</summary>
    public void Answered(long queuedAt)
    {
        var latency = time.GetElapsedTime(queuedAt);
        traffic?.Answered(latency);
        var microseconds = (long)latency.TotalMicroseconds;
        lock (guard)
        {
            latencies.RecordValue(Math.Clamp(microseconds, 1, MostMicroseconds));
        }
    }

    public ReplicaStatistics Read(int queueDepth, long residentBytes)
    {
        lock (guard)
        {
            return new ReplicaStatistics(
                Interlocked.Read(ref requests),
                GivenUp + Interlocked.Read(ref failed),
                latencies.TotalCount == 0 ? null : new LatencyStatistics(Percentile(50), Percentile(95), Percentile(99)),
                [.. batches.Index().Where(size => size.Item > 0).Select(size => new BatchCount(1L << size.Index, size.Item))],
                queueDepth,
                residentBytes);
        }
    }

    private TimeSpan Percentile(double percentile) => TimeSpan.FromMicroseconds(latencies.GetValueAtPercentile(percentile));
}
