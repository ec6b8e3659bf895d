using System.Diagnostics.Metrics;

namespace InfernoOrleans.Grains.Telemetry;

/// <summary>The upper bounds of the classes that histograms count in.</summary>
internal static class Buckets
{
    /// <summary>Half a millisecond to a minute, the longest that a request may take.</summary>
    public static readonly double[] Seconds = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60];

    /// <summary>Powers of two up to the most rows of a batch.</summary>
    private static readonly int[] Sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 4_096];

    /// <summary>For a histogram of durations.</summary>
    public static InstrumentAdvice<double> OfSeconds { get; } = new() { HistogramBucketBoundaries = Seconds };

    /// <summary>For a histogram of how many there were at a time.</summary>
    public static InstrumentAdvice<int> OfSizes { get; } = new() { HistogramBucketBoundaries = Sizes };
}
