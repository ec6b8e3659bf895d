namespace InfernoOrleans.Gateway.Api.Inference;

/// <summary>The last hundred times that answers took. Thread-safe; a reader may miss what is just being written.</summary>
internal sealed class RecentLatencies
{
    private const int Kept = 100;

    private readonly long[] ticks = new long[Kept];
    private int next;

    /// <summary>The longest of them, an estimate of the 99th percentile.</summary>
    public TimeSpan Longest
    {
        get
        {
            var longest = 0L;
            foreach (ref readonly var each in ticks.AsSpan())
            {
                longest = Math.Max(longest, Volatile.Read(in each));
            }

            return new TimeSpan(longest);
        }
    }

    public void Add(TimeSpan latency) =>
        Volatile.Write(ref ticks[(uint)Interlocked.Increment(ref next) % Kept], latency.Ticks);
}
