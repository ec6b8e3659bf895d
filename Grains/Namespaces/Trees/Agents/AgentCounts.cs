using System.Text.Json.Serialization;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Namespaces.Trees.Processes;

namespace InfernoOrleans.Grains.Namespaces.Trees.Agents;

/// <summary><c>stats</c> of an agent, or of its deployment.</summary>
/// <param name="Edges">How many other agents it is joined to on the torus; custom agents stand beside it.</param>
/// <param name="LearnedEdges">How many of these it has learned in dreams.</param>
/// <param name="LearnedWeight">What these weigh together.</param>
/// <param name="Resources">What the process of its deployment uses; left out for an agent by itself.</param>
internal sealed record AgentCounts(
    int Edges,
    int LearnedEdges,
    double LearnedWeight,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ResourceFacts>? Resources = null)
{
    public static AgentCounts From(string agent, Topology topology)
    {
        TopologyEdge[] own = [.. topology.Edges.Where(edge => edge.From == agent || edge.To == agent)];
        TopologyEdge[] learned = [.. own.Where(edge => edge.Kind == TopologyEdgeKind.Learned)];
        return new(own.Length, learned.Length, learned.Sum(edge => edge.Weight));
    }
}
