namespace InfernoOrleans.Benchmarks.Placement;

/// <summary>Time that passes when it is told to.</summary>
internal sealed class SimulatedTime : TimeProvider
{
    private TimeSpan now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => now.Ticks;

    public void Pass(TimeSpan time) => now += time;
}
