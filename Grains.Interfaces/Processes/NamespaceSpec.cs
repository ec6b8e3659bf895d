namespace InfernoOrleans.Grains.Interfaces.Processes;

/// <summary>Which namespace a new process has, as a request gave it, after the name-space flags of Plan 9's <c>rfork</c>.</summary>
/// <param name="Mode">
/// <c>clean</c>: one of its own, in which it finds itself and what it is made of (RFCNAMEG); <c>copy</c>: a copy of another, which goes its own
/// way from then on (RFNAMEG); <c>share</c>: another's, whose changes both see. Null: <c>clean</c>.
/// </param>
/// <param name="Of">The process whose namespace is copied or shared, <c>proc-3</c>; null for that of the cluster.</param>
[GenerateSerializer, Immutable, Alias("inferno.namespace-spec")]
public sealed record NamespaceSpec([property: Id(0)] string? Mode = null, [property: Id(1)] string? Of = null);
