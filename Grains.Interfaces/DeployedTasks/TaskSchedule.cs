namespace InfernoOrleans.Grains.Interfaces.DeployedTasks;

/// <summary>When a deployed task is run: by a cron expression or every so often. Nothing is checked yet; absent fields are null.</summary>
/// <param name="Cron">Five fields, or six with seconds: <c>*/5 * * * *</c>.</param>
/// <param name="TimeZone">cron: an IANA time zone, <c>Europe/Berlin</c>; null for UTC.</param>
/// <param name="EveryMs">Milliseconds from the beginning of one run to that of the next.</param>
[GenerateSerializer, Immutable, Alias("inferno.task-schedule")]
public sealed record TaskSchedule(
    [property: Id(0)] string? Cron = null, [property: Id(1)] string? TimeZone = null, [property: Id(2)] long? EveryMs = null);
