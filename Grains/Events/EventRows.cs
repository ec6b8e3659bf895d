namespace InfernoOrleans.Grains.Events;

/// <summary>What happened.</summary>
/// <param name="Rows">The events, oldest first; none where nothing happened.</param>
/// <param name="Last">What to read after next time.</param>
/// <param name="IsTruncated">Whether events between the one asked after and the first of these are no longer kept.</param>
internal sealed record EventRows<TRow>(IReadOnlyList<TRow> Rows, EventPosition Last, bool IsTruncated);
