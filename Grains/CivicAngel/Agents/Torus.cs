using InfernoOrleans.Grains.Interfaces.CivicAngel;
using static InfernoOrleans.Grains.CivicAngel.Agents.AgentCatalog;

namespace InfernoOrleans.Grains.CivicAngel.Agents;

/// <summary>
/// Where the 253 stand: synthesizers on a grid of 6 × 6, hand by role, perspectives on one of 36 × 6, synthesizer by place in it. Both grids
/// wrap both ways; the emergent agent stands for itself.
/// </summary>
internal static class Torus
{
    // By index in the catalogue.
    private static readonly string[][] Beside = [.. Enumerable.Range(0, All.Count).Select(index => Ids(NeighboursOf(index)))];
    private static readonly string[][] Joined = [.. Enumerable.Range(0, All.Count).Select(index => Ids(NestingOf(index).Concat(NeighboursOf(index))))];

    /// <summary>Where each agent stands, in the order of the catalogue.</summary>
    public static IReadOnlyList<TopologyNode> Nodes { get; } = [.. All.Select(Node)];

    /// <summary>What joins the agents, each edge once: the nestings, outer agent first, then the neighbours.</summary>
    public static IReadOnlyList<TopologyEdge> Edges { get; } = [.. Nestings(), .. Neighbourhoods()];

    /// <summary>
    /// The four agents beside this one: the row before, the row after, the column before, the column after. None beside the emergent agent, nor
    /// beside one that stands on no torus.
    /// </summary>
    public static IReadOnlyList<string> Neighbours(string id) => IndexOf(id) is >= 0 and var index ? Beside[index] : [];

    /// <summary>All that an agent is joined to, in a fixed order: what it is nested in, what is nested in it, its neighbours.</summary>
    public static IReadOnlyList<string> Around(string id) => IndexOf(id) is >= 0 and var index ? Joined[index] : [];

    private static string[] Ids(IEnumerable<int> indexes) => [.. indexes.Select(index => All[index].Id)];

    private static IEnumerable<int> NestingOf(int index) => All[index].Type switch
    {
        AgentType.Emergent => Enumerable.Range(FirstSynthesizer, Synthesizers),
        AgentType.Synthesizer => Enumerable.Range(FirstPerspective + ((index - FirstSynthesizer) * Nested), Nested).Prepend(0),
        _ => [FirstSynthesizer + ((index - FirstPerspective) / Nested)],
    };

    private static int[] NeighboursOf(int index) => All[index].Type switch
    {
        AgentType.Emergent => [],
        AgentType.Synthesizer => Cells(FirstSynthesizer, Hands, Hands, index),
        _ => Cells(FirstPerspective, Synthesizers, Nested, index),
    };

    /// <summary>The cells next to one of a grid whose cells follow one another row by row from the index <paramref name="first"/>.</summary>
    private static int[] Cells(int first, int rows, int columns, int index)
    {
        var (row, column) = Math.DivRem(index - first, columns);
        return [At(row - 1, column), At(row + 1, column), At(row, column - 1), At(row, column + 1)];

        int At(int r, int c) => first + ((r + rows) % rows * columns) + ((c + columns) % columns);
    }

    private static TopologyNode Node(AgentInfo agent, int index)
    {
        var (major, minor) = agent.Type switch
        {
            AgentType.Emergent => (0, 0),
            AgentType.Synthesizer => Angles(index - FirstSynthesizer, Hands, Hands),
            _ => Angles(index - FirstPerspective, Synthesizers, Nested),
        };
        return new TopologyNode(agent.Id, agent.Type, major, minor);
    }

    private static (double Major, double Minor) Angles(int cell, int rows, int columns) =>
        (Math.Tau * (cell / columns) / rows, Math.Tau * (cell % columns) / columns);

    private static IEnumerable<TopologyEdge> Nestings() =>
        from agent in All.Skip(FirstSynthesizer)
        select new TopologyEdge(Around(agent.Id)[0], agent.Id, TopologyEdgeKind.Nesting);

    /// <summary>From each cell to the next row and to the next column: so each of the edges comes once.</summary>
    private static IEnumerable<TopologyEdge> Neighbourhoods() =>
        from agent in All.Skip(FirstSynthesizer)
        let beside = Neighbours(agent.Id)
        from next in (string[])[beside[1], beside[3]]
        select new TopologyEdge(agent.Id, next, TopologyEdgeKind.Neighbour);
}
