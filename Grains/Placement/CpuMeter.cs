namespace InfernoOrleans.Grains.Placement;

/// <summary>The share of the CPU that the process may use which it did use, smoothed: raw figures jump, late ones mislead.</summary>
internal sealed class CpuMeter
{
    private readonly Func<TimeSpan> used;
    private readonly double smoothing;
    private readonly TimeProvider time;
    private TimeSpan usedBefore;
    private long readBefore;
    private double? smoothed;

    /// <param name="cores">Processors that the process may use.</param>
    /// <param name="smoothing">The share of the newest measurement, from 0 to 1.</param>
    /// <param name="used">The CPU time of the process.</param>
    /// <param name="time">The time that passes.</param>
    public CpuMeter(double cores, double smoothing, Func<TimeSpan> used, TimeProvider time)
    {
        Cores = cores;
        this.smoothing = smoothing;
        this.used = used;
        this.time = time;
        usedBefore = used();
        readBefore = time.GetTimestamp();
    }

    public double Cores { get; }

    /// <summary>Measures since the last call; from 0 to 1.</summary>
    public double Read()
    {
        var (now, total) = (time.GetTimestamp(), used());
        var elapsed = time.GetElapsedTime(readBefore, now);
        if (elapsed > TimeSpan.Zero)
        {
            var share = Math.Clamp((total - usedBefore) / elapsed / Cores, 0, 1);
            smoothed = smoothed is { } before ? before + (smoothing * (share - before)) : share;
            (readBefore, usedBefore) = (now, total);
        }

        return smoothed ?? 0;
    }
}
