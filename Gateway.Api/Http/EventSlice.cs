namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>Some of the events of a stream.</summary>
/// <param name="Events">The events, oldest first; none where nothing happened.</param>
/// <param name="Last">What to read after next time.</param>
/// <param name="IsTruncated">Whether events before the first of these are no longer kept.</param>
internal readonly record struct EventSlice<TEvent>(IReadOnlyList<TEvent> Events, string Last, bool IsTruncated);
