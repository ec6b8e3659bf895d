namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>What happened.</summary>
/// <param name="Events">The events, oldest first; none where nothing happened.</param>
/// <param name="Last">What to read after next time.</param>
/// <param name="IsTruncated">Whether events between the one asked after and the first of these are no longer kept.</param>
[GenerateSerializer, Immutable, Alias("inferno.event-page")]
public sealed record EventPage(
    [property: Id(0)] IReadOnlyList<ComputeEvent> Events, [property: Id(1)] string Last, [property: Id(2)] bool IsTruncated);
