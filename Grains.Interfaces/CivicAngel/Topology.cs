namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>The 253 agents on their torus, for a drawing.</summary>
/// <param name="Nodes">The agents.</param>
/// <param name="Edges">What joins them, each edge once.</param>
[GenerateSerializer, Immutable, Alias("inferno.topology")]
public sealed record Topology([property: Id(0)] IReadOnlyList<TopologyNode> Nodes, [property: Id(1)] IReadOnlyList<TopologyEdge> Edges);
