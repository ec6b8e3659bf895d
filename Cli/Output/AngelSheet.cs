using System.Globalization;
using System.Text.Json;
using InfernoOrleans.Cli.Rest;
using Spectre.Console;

namespace InfernoOrleans.Cli.Output;

/// <summary>The agents, what they remember, and what joins them.</summary>
internal static class AngelSheet
{
    private const int EdgesShown = 5;

    public static Grid Of(AngelInfo info) => Sheet.Pairs(
    [
        ("agents", Figures.Count(info.TotalAgents)),
        ("  emergent", Figures.Count(info.EmergentAgents)),
        ("  synthesizers", Figures.Count(info.Synthesizers)),
        ("  perspectives", Figures.Count(info.Perspectives)),
        ("memories", Figures.Count(info.TotalMemories)),
        ("phase", info.CurrentPhase),
        .. OthersOf(info),
    ]);

    public static Table Table(IEnumerable<AgentItem> agents)
    {
        var table = Sheet.Of("Agent", "Name", "Type", "Model", "Description");
        foreach (var agent in agents)
        {
            table.AddTexts(agent.Id, agent.Name, agent.AgentType, agent.DeploymentId, OneLine(agent.Description));
        }

        return table;
    }

    public static Grid Of(AgentItem agent) => Sheet.Pairs(
    [
        ("id", agent.Id),
        ("name", agent.Name),
        ("type", agent.AgentType),
        ("hand", agent.Hand),
        ("role", agent.Role),
        ("lens", agent.SymbolicLens),
        ("model", agent.DeploymentId),
        ("description", agent.Description),
        .. OthersOf(agent),
    ]);

    public static Table Table(IEnumerable<MemoryItem> memories)
    {
        var table = Sheet.Of("Memory", "When", "Trigger", "Content");
        foreach (var memory in memories)
        {
            table.AddTexts(memory.Id, Figures.Time(memory.Timestamp), OneLine(memory.Trigger), OneLine(memory.Content));
        }

        return table;
    }

    public static Grid Of(DreamAnswer dream) => Sheet.Pairs(
    [
        ("dream", Figures.Count(dream.Dream)),
        ("agents", Figures.Count(dream.Agents)),
        ("memories", Figures.Count(dream.Memories)),
        ("  forgotten", Figures.Count(dream.Forgotten)),
        ("  merged", Figures.Count(dream.Merged)),
        ("edges strengthened", Figures.Count(dream.StrengthenedEdges)),
        ("edges faded", Figures.Count(dream.FadedEdges)),
        ("took", Figures.Milliseconds(dream.DurationMs)),
        .. OthersOf(dream),
    ]);

    /// <summary>How many of each kind there are, and the strongest of the edges that were learned.</summary>
    public static Grid Of(TopologyAnswer topology)
    {
        var learned = topology.Edges.Where(edge => edge.Kind == "learned").OrderByDescending(edge => edge.Weight).Take(EdgesShown).ToArray();
        return Sheet.Pairs(
        [
            ("agents", Figures.Count(topology.Nodes.Count)),
            .. CountsOf(topology.Nodes, node => node.Layer),
            ("edges", Figures.Count(topology.Edges.Count)),
            .. CountsOf(topology.Edges, edge => edge.Kind),
            .. learned.Select((edge, index) => (index == 0 ? "strongest learned" : "", (string?)Describe(edge))),
        ]);
    }

    private static IEnumerable<(string Name, string? Value)> CountsOf<T>(IEnumerable<T> items, Func<T, string?> kind) =>
        items.CountBy(item => kind(item) ?? "").Select(count => ($"  {count.Key}", (string?)Figures.Count(count.Value)));

    private static IEnumerable<(string Name, string? Value)> OthersOf(ServerAnswer answer) =>
        (answer.Others ?? new Dictionary<string, JsonElement>()).Select(pair => (pair.Key, (string?)pair.Value.ToString()));

    private static string Describe(TopologyEdge edge) => string.Create(CultureInfo.InvariantCulture, $"{edge.From} – {edge.To}  {edge.Weight:0.###}");

    private static string? OneLine(string? text) => text?.ReplaceLineEndings(" ");
}
