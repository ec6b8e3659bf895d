namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>Two agents that are joined.</summary>
/// <param name="From">One of them; of a nesting the outer one.</param>
/// <param name="To">The other.</param>
/// <param name="Kind">Why.</param>
/// <param name="Weight">How strongly: 1 but for learned edges, whose weight lies between 0 and 1.</param>
[GenerateSerializer, Immutable, Alias("inferno.topology-edge")]
public sealed record TopologyEdge(
    [property: Id(0)] string From, [property: Id(1)] string To, [property: Id(2)] TopologyEdgeKind Kind, [property: Id(3)] double Weight = 1);
