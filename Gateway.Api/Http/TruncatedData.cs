namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>That events are missing, since they are no longer kept: the <c>data</c> of an event <c>truncated</c>.</summary>
/// <param name="After">The id of the event after which they are missing.</param>
internal sealed record TruncatedData(string? After);
