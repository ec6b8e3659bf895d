namespace InfernoOrleans.Grains.CivicAngel.Memories;

/// <summary>
/// How strong a memory is, told by the time from which on it fades, in milliseconds of its agent's time: its strength is 1 at that time and
/// halves with every half-life. So the order of strength is the order of these times, whatever the present time.
/// </summary>
internal static class Freshness
{
    /// <summary>Where a memory begins that was made so many steps away: half as strong for each.</summary>
    public static long WeakerBy(long now, int steps, TimeSpan halfLife) => now - (long)(steps * halfLife.TotalMilliseconds);

    /// <summary>The time below which a memory is weaker than <paramref name="weakest"/>; with 0 none is.</summary>
    public static long Threshold(long now, double weakest, TimeSpan halfLife) =>
        now - (long)Math.Floor(-Math.Log2(weakest) * halfLife.TotalMilliseconds);
}
