using System.Numerics;
using HdrHistogram;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Placement;

namespace InfernoOrleans.Grains.Inference;

/// <summary>Counts what one replica does, in some 20 kB from its first answer on, whatever it does.</summary>
internal sealed class ReplicaMeter
{
    private const int SignificantDigits = 2;

    /// <summary>Two minutes: no request may take longer.</summary>
    private const long MostMicroseconds = 120_000_000;

    private readonly TimeProvider time;
    private readonly SiloTraffic? traffic;
    private readonly InferenceInstruments? instruments;
    private readonly Lock guard = new();

    // Of the many replicas that a silo may have most may never be asked: what is counted in is made when there is something to count.
    private LongHistogram? latencies;

    /// <summary>Batches by the power of two that is not below their rows.</summary>
    private long[]? batches;
    private long requests;
    private long givenUp;
    private long failed;
    private long computeTicks;
    private int loaded;

    /// <summary>The meter of a replica that is loaded; without a silo's traffic, of something that only has replicas answer.</summary>
    public ReplicaMeter(TimeProvider time, SiloTraffic? traffic, InferenceInstruments? instruments = null)
    {
        this.time = time;
        this.traffic = traffic;
        this.instruments = instruments;
        Load();
    }

    /// <summary>The requests whose senders have given up.</summary>
    public long GivenUp => Interlocked.Read(ref givenUp);

    /// <summary>The replica is loaded, for the first time or again.</summary>
    public void Load()
    {
        if (Interlocked.Exchange(ref loaded, 1) == 0)
        {
            traffic?.Loaded();
        }
    }

    /// <summary>The replica goes. What it still answers is counted.</summary>
    public void Unload()
    {
        if (Interlocked.Exchange(ref loaded, 0) == 1)
        {
            traffic?.Unloaded();
        }
    }

    /// <summary>The requests that came.</summary>
    public long Requests => Interlocked.Read(ref requests);

    /// <summary>The requests that had no answer.</summary>
    public long Errors => GivenUp + Interlocked.Read(ref failed);

    public void Came()
    {
        Interlocked.Increment(ref requests);
        instruments?.Came();
    }

    public void GaveUp()
    {
        Interlocked.Increment(ref givenUp);
        instruments?.GaveUp();
    }

    public void Failed()
    {
        Interlocked.Increment(ref failed);
        instruments?.Failed();
    }

    /// <summary>Counts processor time.</summary>
    public void Charged(double milliseconds) => Interlocked.Add(ref computeTicks, TimeSpan.FromMilliseconds(milliseconds).Ticks);

    public void Batched(int rows)
    {
        instruments?.Batched(rows);
        lock (guard)
        {
            batches ??= new long[32];
            batches[BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)rows))]++;
        }
    }

    /// <summary>Called before the answer leaves, so that who has it finds it counted.</summary>
    public void Answered(long queuedAt)
    {
        var latency = time.GetElapsedTime(queuedAt);
        traffic?.Answered(latency);
        instruments?.Answered(latency);
        var microseconds = (long)latency.TotalMicroseconds;
        lock (guard)
        {
            latencies ??= new LongHistogram(1, MostMicroseconds, SignificantDigits);
            latencies.RecordValue(Math.Clamp(microseconds, 1, MostMicroseconds));
        }
    }

    public ReplicaStatistics Read(int queueDepth, long residentBytes, long grantedBytes = 0)
    {
        lock (guard)
        {
            return new ReplicaStatistics(
                Requests,
                Errors,
                latencies is null ? null : new LatencyStatistics(Percentile(latencies, 50), Percentile(latencies, 95), Percentile(latencies, 99)),
                [.. (batches ?? []).Index().Where(size => size.Item > 0).Select(size => new BatchCount(1L << size.Index, size.Item))],
                queueDepth,
                residentBytes,
                grantedBytes,
                new TimeSpan(Interlocked.Read(ref computeTicks)));
        }
    }

    private static TimeSpan Percentile(LongHistogram latencies, double percentile) => TimeSpan.FromMicroseconds(latencies.GetValueAtPercentile(percentile));
}
