using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>The 253 agents on their torus, for a drawing.</summary>
/// <param name="Nodes">The agents.</param>
/// <param name="Edges">What joins them, each edge once.</param>
internal sealed record TopologyAnswer(IReadOnlyList<NodeOfTorus> Nodes, IReadOnlyList<EdgeOfTorus> Edges)
{
    public static TopologyAnswer From(Topology topology) => new(
        [.. topology.Nodes.Select(node => new NodeOfTorus(node.Id, node.Layer.ToString().ToLowerInvariant(), node.MajorAngle, node.MinorAngle))],
        [.. topology.Edges.Select(edge => new EdgeOfTorus(edge.From, edge.To, edge.Kind.ToString().ToLowerInvariant(), edge.Weight))]);
}

/// <summary>Where an agent stands.</summary>
/// <param name="Id">The agent.</param>
/// <param name="Layer"><c>emergent</c>, <c>synthesizer</c> or <c>perspective</c>.</param>
/// <param name="MajorAngle">Its angle around the hole, in radians from 0 to less than 2π.</param>
/// <param name="MinorAngle">Its angle around the tube, in radians from 0 to less than 2π.</param>
internal sealed record NodeOfTorus(string Id, string Layer, double MajorAngle, double MinorAngle);

/// <summary>Two agents that are joined.</summary>
/// <param name="From">One of them; of a nesting the outer one.</param>
/// <param name="To">The other.</param>
/// <param name="Kind"><c>nesting</c>, <c>neighbour</c> or <c>learned</c>.</param>
/// <param name="Weight">How strongly: 1 but for learned edges, whose weight lies between 0 and 1.</param>
internal sealed record EdgeOfTorus(string From, string To, string Kind, double Weight);
