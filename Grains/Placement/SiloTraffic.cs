using HdrHistogram;

namespace InfernoOrleans.Grains.Placement;

/// <summary>What the replicas of one silo answer together.</summary>
/// <remarks>Counting waits for nobody; one caller reads.</remarks>
internal sealed class SiloTraffic
{
    private const int SignificantDigits = 1;
    private const long MostMicroseconds = 120_000_000;

    private readonly Recorder latencies = HistogramFactory.With64BitBucketSize()
        .WithValuesUpTo(MostMicroseconds)
        .WithPrecisionOf(SignificantDigits)
        .WithThreadSafeWrites()
        .WithThreadSafeReads()
        .Create();

    private HistogramBase? read;
    private int replicas;

    /// <summary>Replicas that are loaded.</summary>
    public int Replicas => Volatile.Read(ref replicas);

    public void Loaded() => Interlocked.Increment(ref replicas);

    public void Unloaded() => Interlocked.Decrement(ref replicas);

    public void Answered(TimeSpan latency) =>
        latencies.RecordValue(Math.Clamp((long)latency.TotalMicroseconds, 1, MostMicroseconds));

    /// <summary>How many requests were answered since the last call, and what 99 % of them took at most.</summary>
    public (long Requests, TimeSpan? P99) Read()
    {
        read = latencies.GetIntervalHistogram(read);
        return read.TotalCount == 0
            ? (0, null)
            : (read.TotalCount, TimeSpan.FromMicroseconds(read.GetValueAtPercentile(99)));
    }
}
