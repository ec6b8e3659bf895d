namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>Which events to read.</summary>
/// <param name="After">The id of the event before the first; null for those from now on.</param>
/// <param name="Limit">The most to return.</param>
/// <param name="Wait">How long to wait for one, at most <see cref="TaskWaits.Slice"/>.</param>
[GenerateSerializer, Immutable, Alias("inferno.event-query")]
public sealed record EventQuery([property: Id(0)] string? After, [property: Id(1)] int Limit, [property: Id(2)] TimeSpan Wait);
