namespace InfernoOrleans.Grains.Interfaces.Compute;

/// <summary>Which nodes to list.</summary>
/// <param name="After">Where the page before ended; empty for the first.</param>
/// <param name="Limit">The most to return.</param>
[GenerateSerializer, Immutable, Alias("inferno.node-query")]
public sealed record NodeQuery([property: Id(0)] string After, [property: Id(1)] int Limit);
