namespace InfernoOrleans.Grains.Interfaces.Processes;

/// <summary>How the process of a deployment is run and how it does.</summary>
/// <param name="Restart">When it is started again after it has ended by itself.</param>
/// <param name="MaxRestarts">How many times in a row; null for as often as it takes.</param>
/// <param name="Backoff">How long before the first time.</param>
/// <param name="Failures">How often in a row it has failed; none once it has run well for a while.</param>
/// <param name="Failure">Why it failed last; null when it has not.</param>
/// <param name="FailedAt">When it did.</param>
/// <param name="RestartAt">When it will be started again; null when it will not be, or need not be.</param>
/// <param name="Granted">What it may use.</param>
/// <param name="Pinned">Whether it stays in memory when others need room and it has nothing to do.</param>
/// <param name="Namespace">The process that the namespace was made for, whose number it has; 0 for that of the cluster.</param>
[GenerateSerializer, Immutable, Alias("inferno.process-info")]
public sealed record ProcessInfo(
    [property: Id(0)] RestartMode Restart,
    [property: Id(1)] int? MaxRestarts,
    [property: Id(2)] TimeSpan Backoff,
    [property: Id(3)] int Failures,
    [property: Id(4)] string? Failure,
    [property: Id(5)] DateTimeOffset? FailedAt,
    [property: Id(6)] DateTimeOffset? RestartAt,
    [property: Id(7)] GrantedResources Granted,
    [property: Id(8)] bool Pinned,
    [property: Id(9)] long Namespace);
