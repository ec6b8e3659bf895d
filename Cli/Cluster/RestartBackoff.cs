namespace InfernoOrleans.Cli.Cluster;

/// <summary>How long a process that ended is left down: half a second, doubled each time it ends soon again, never more than half a minute.</summary>
internal sealed class RestartBackoff
{
    /// <summary>The first pause.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.5);

    /// <summary>The most that a pause grows to.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>A process that lived this long was well: its next end counts as a first.</summary>
    public static readonly TimeSpan Healthy = TimeSpan.FromMinutes(1);

    private TimeSpan next = Shortest;

    /// <summary>The pause after an end.</summary>
    /// <param name="lived">How long the process had been running.</param>
    public TimeSpan After(TimeSpan lived)
    {
        if (lived >= Healthy) { next = Shortest; }

        var pause = next;
        next = next * 2 < Longest ? next * 2 : Longest;
        return pause;
    }
}
