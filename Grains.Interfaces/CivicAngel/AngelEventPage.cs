namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>What happened.</summary>
/// <param name="Events">The events, oldest first; none where nothing happened.</param>
/// <param name="Last">What to read after next time.</param>
/// <param name="IsTruncated">Whether events between the one asked after and the first of these are no longer kept.</param>
[GenerateSerializer, Immutable, Alias("inferno.angel-event-page")]
public sealed record AngelEventPage(
    [property: Id(0)] IReadOnlyList<AngelEvent> Events, [property: Id(1)] string Last, [property: Id(2)] bool IsTruncated);
