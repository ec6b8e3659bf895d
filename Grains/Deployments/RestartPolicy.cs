using InfernoOrleans.Grains.Interfaces.Processes;

namespace InfernoOrleans.Grains.Deployments;

/// <summary>Decides whether and when a process, or the part of it that broke, is started again. Times are milliseconds since 1970.</summary>
/// <param name="Mode">When at all.</param>
/// <param name="MaxRestarts">How many times in a row; null for as often as it takes.</param>
/// <param name="BackoffMs">How long before the first time; each further time in a row it is twice as long.</param>
internal readonly record struct RestartPolicy(RestartMode Mode, int? MaxRestarts, long BackoffMs)
{
    /// <summary>How long a process has to run without a failure for the earlier ones to be forgotten.</summary>
    public const long WellAfterMs = 600_000;

    /// <summary>The longest pause, unless the first one is longer already.</summary>
    private const long MostPauseMs = 60_000;

    /// <summary>Up to how much longer a pause is by chance, so that what failed together does not start together.</summary>
    private const double Jitter = 0.2;

    /// <summary>Whether a process that has failed so often in a row is started again.</summary>
    public bool Allows(int failures) => Mode != RestartMode.Never && (MaxRestarts is not { } most || failures <= most);

    /// <summary>When a process that has just failed is started again; null: it is not.</summary>
    /// <param name="failures">How often in a row it has failed now, at least once.</param>
    /// <param name="now">The time.</param>
    /// <param name="chance">A number from 0 to 1, by chance.</param>
    public long? Next(int failures, long now, double chance) =>
        Allows(failures) ? now + (long)Math.Min(Pause(failures) * (1 + (Jitter * chance)), LongestPause) : null;

    /// <summary>When a process for which there was no room is tried again, whatever is allowed, since nothing of it broke: after as long as it has waited.</summary>
    /// <param name="since">Since when it does not run; null: since now.</param>
    /// <param name="now">The time.</param>
    /// <param name="chance">A number from 0 to 1, by chance.</param>
    public long Later(long? since, long now, double chance) =>
        now + (long)Math.Min(Math.Max(BackoffMs, now - (since ?? now)) * (1 + (Jitter * chance)), LongestPause);

    /// <summary>
    /// Whether a process that runs has done so for long enough since its last failure, its pause left out. What has failed more often than is
    /// allowed never has: what broke of it stays as it is.
    /// </summary>
    public bool IsWell(int failures, long? failedAt, long now) =>
        failedAt is not { } at || (Allows(failures) && now - at >= Math.Min(Pause(failures) * (1 + Jitter), LongestPause) + WellAfterMs);

    private double LongestPause => Math.Max(MostPauseMs, BackoffMs);

    private double Pause(int failures) => Math.Min(BackoffMs * Math.Pow(2, Math.Max(0, failures - 1)), LongestPause);
}
