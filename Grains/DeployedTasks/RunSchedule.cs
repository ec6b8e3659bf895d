using Cronos;
using InfernoOrleans.Grains.Interfaces.DeployedTasks;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.DeployedTasks;

/// <summary>
/// When a deployed task is run: once, every so often, or by a cron expression. Times at which the run before goes on are passed over. Where no silo
/// was there, one late run is begun for all that were missed, and the next one comes when it would have come anyway. Immutable.
/// </summary>
internal sealed class RunSchedule
{
    private const int MostText = 128;
    private const int WithoutSeconds = 5;
    private const int WithSeconds = 6;

    /// <summary>As many as the seconds and the minutes that a cron expression may name: by then its shortest period has mostly come.</summary>
    private const int TimesChecked = 120;

    private static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(366);

    private readonly CronExpression? cron;
    private readonly TimeZoneInfo zone;
    private readonly TimeSpan? every;

    private RunSchedule(TaskSchedule? spec, CronExpression? cron, TimeZoneInfo zone, TimeSpan? every)
    {
        Spec = spec;
        this.cron = cron;
        this.zone = zone;
        this.every = every;
    }

    /// <summary>As it was asked for; null for once.</summary>
    public TaskSchedule? Spec { get; }

    /// <summary>Whether there is a next run after one that has ended well.</summary>
    public bool Repeats => cron is not null || every is not null;

    /// <summary>Checks a schedule.</summary>
    /// <exception cref="RefusedException">A field is invalid.</exception>
    public static RunSchedule Check(TaskSchedule? spec, TimeSpan minPeriod)
    {
        if (spec is null)
        {
            return new RunSchedule(null, null, TimeZoneInfo.Utc, null);
        }

        if (spec.Cron is null == spec.EveryMs is null)
        {
            throw RefusedException.Invalid(
                "schedule", $"schedule must have either cron or everyMs; it has {(spec.Cron is null ? "neither" : "both")}. Leave schedule out to run the task once.");
        }

        return spec.Cron is { } text ? CheckCron(spec, text, minPeriod) : CheckEvery(spec, spec.EveryMs!.Value, minPeriod);
    }

    /// <summary>A schedule that was checked before.</summary>
    public static RunSchedule Of(TaskSchedule? spec) => Check(spec, TimeSpan.Zero);

    /// <summary>The first run of a task that is deployed now.</summary>
    public DateTimeOffset? First(DateTimeOffset deployed) => cron is null ? deployed : Next(deployed, deployed);

    /// <summary>The next run by the schedule; null when there is none any more.</summary>
    /// <param name="after">It is later than this.</param>
    /// <param name="deployed">From when on periods are counted.</param>
    public DateTimeOffset? Next(DateTimeOffset after, DateTimeOffset deployed)
    {
        if (cron is not null)
        {
            return cron.GetNextOccurrence(after, zone)?.ToUniversalTime();
        }

        if (every is not { } period)
        {
            return null;
        }

        var periods = after < deployed ? 0 : ((after - deployed).Ticks / period.Ticks) + 1;
        return deployed + TimeSpan.FromTicks(periods * period.Ticks);
    }

    /// <summary>As a short text: <c>every 60 s</c>, <c>*/5 * * * * (UTC)</c>, <c>once</c>.</summary>
    public override string ToString() =>
        Spec?.Cron is { } text ? $"{text} ({Spec.TimeZone ?? "UTC"})"
        : every is { } period ? period.TotalMilliseconds % 1_000 == 0 ? $"every {period.TotalSeconds:0} s" : $"every {period.TotalMilliseconds:0} ms"
        : "once";

    private static RunSchedule CheckEvery(TaskSchedule spec, long milliseconds, TimeSpan minPeriod)
    {
        if (spec.TimeZone is not null)
        {
            throw RefusedException.Invalid("schedule.timeZone", "schedule.timeZone is for cron expressions. Leave it out.");
        }

        var least = Math.Max(1, (long)minPeriod.TotalMilliseconds);
        var most = (long)LongestPeriod.TotalMilliseconds;
        return milliseconds >= least && milliseconds <= most
            ? new RunSchedule(spec, null, TimeZoneInfo.Utc, TimeSpan.FromMilliseconds(milliseconds))
            : throw RefusedException.Invalid("schedule.everyMs", $"schedule.everyMs is {milliseconds}; it must be a whole number from {least:N0} to {most:N0}.");
    }

    private static RunSchedule CheckCron(TaskSchedule spec, string text, TimeSpan minPeriod)
    {
        var schedule = new RunSchedule(spec, Parse(text), FindZone(spec.TimeZone), null);

        // Cronos looks ahead as far as a calendar repeats itself: the 30th of February never comes.
        if (schedule.Next(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch) is null)
        {
            throw RefusedException.Invalid("schedule.cron", "schedule.cron names a time that never comes.");
        }

        RequireApart(schedule.cron!, minPeriod);
        return schedule;
    }

    /// <summary>Checks that its times are not too close. They are taken in UTC, whose clock is never put back.</summary>
    private static void RequireApart(CronExpression cron, TimeSpan minPeriod)
    {
        if (minPeriod <= TimeSpan.FromSeconds(1))
        {
            return;
        }

        var last = cron.GetNextOccurrence(DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc);
        for (var i = 0; i < TimesChecked && last is { } before && cron.GetNextOccurrence(before, TimeZoneInfo.Utc) is { } at; i++)
        {
            if (at - before < minPeriod)
            {
                throw RefusedException.Invalid(
                    "schedule.cron", $"schedule.cron has two runs {(at - before).TotalSeconds:N0} s apart; they must be {minPeriod.TotalSeconds:#,0.###} s apart at least.");
            }

            last = at;
        }
    }

    private static CronExpression Parse(string text)
    {
        var fields = text.Length <= MostText ? text.Split((char[]?)[' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Length : 0;
        if (fields is not (WithoutSeconds or WithSeconds))
        {
            throw Malformed($"it must have five fields (minute, hour, day of month, month, day of week), or six with seconds first, {MostText} characters at most");
        }

        try
        {
            return CronExpression.Parse(text, fields == WithSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard);
        }
        catch (CronFormatException exception)
        {
            throw Malformed(exception.Message.TrimEnd('.'));
        }
    }

    private static TimeZoneInfo FindZone(string? id)
    {
        if (id is null)
        {
            return TimeZoneInfo.Utc;
        }

        // A zone is the name of a file: only what looks like one is looked for.
        return id.Length is > 0 and <= MostText && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '/' or '_' or '-' or '+')
            && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)
            ? zone
            : throw RefusedException.Invalid("schedule.timeZone", "schedule.timeZone must be an IANA time zone that the server knows, such as Europe/Berlin.");
    }

    private static RefusedException Malformed(string why) =>
        RefusedException.Invalid("schedule.cron", $"schedule.cron is no cron expression: {why}.");
}
