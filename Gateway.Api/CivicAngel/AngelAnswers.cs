using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>Counts of agents and memories.</summary>
/// <param name="TotalAgents">The agents of all three layers.</param>
/// <param name="EmergentAgents">Agents of the first layer.</param>
/// <param name="Synthesizers">Agents of the second.</param>
/// <param name="Perspectives">Agents of the third.</param>
/// <param name="TotalMemories">What all agents together remember, those that were deployed included.</param>
/// <param name="CurrentPhase">The present phase of the lifecycle.</param>
internal sealed record AngelInfoAnswer(
    int TotalAgents, int EmergentAgents, int Synthesizers, int Perspectives, long TotalMemories, LifecyclePhase CurrentPhase)
{
    public static AngelInfoAnswer From(AngelInfo info) => new(
        info.TotalAgents, info.EmergentAgents, info.Synthesizers, info.Perspectives, info.TotalMemories, info.Phase);
}

/// <summary>What an agent remembers of one activation.</summary>
/// <param name="Id"><c>memory-1</c>; greater than that of every older memory.</param>
/// <param name="Trigger">What it is remembered by.</param>
/// <param name="Content">What the agent was asked.</param>
/// <param name="Timestamp">When, in milliseconds since 1970.</param>
/// <param name="AssociatedPerspectives">The perspectives that its answer reached, by id.</param>
internal sealed record MemoryItem(string Id, string Trigger, string Content, long Timestamp, IReadOnlyList<string> AssociatedPerspectives)
{
    public static MemoryItem From(MemoryInfo info) => new(
        $"memory-{info.Number}", info.Trigger, info.Content, info.At.ToUnixTimeMilliseconds(), info.AssociatedPerspectives);
}

/// <summary>A phase of the lifecycle.</summary>
/// <param name="CurrentPhase">The phase.</param>
/// <param name="Description">What it is about, in a sentence.</param>
internal sealed record LifecycleAnswer(LifecyclePhase CurrentPhase, string Description)
{
    public static LifecycleAnswer From(LifecyclePhase phase) => new(phase, PhaseWords.Describe(phase));
}

/// <summary>What a dream did.</summary>
/// <param name="Dream">Which dream it was, counted from 1.</param>
/// <param name="Agents">How many agents dreamt.</param>
/// <param name="Memories">How many memories are left.</param>
/// <param name="Forgotten">Memories that had become too weak to keep.</param>
/// <param name="Merged">Memories that said nearly what another of the same agent and trigger says, and became one with it.</param>
/// <param name="StrengthenedEdges">Learned edges between agents that had answered together since the dream before.</param>
/// <param name="FadedEdges">Learned edges that had become too weak to keep.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
internal sealed record DreamAnswer(
    long Dream, int Agents, long Memories, long Forgotten, long Merged, int StrengthenedEdges, int FadedEdges, long DurationMs)
{
    public static DreamAnswer From(DreamReport report) => new(
        report.Number, report.Agents, report.Memories, report.Forgotten, report.Merged, report.StrengthenedEdges, report.FadedEdges,
        (long)Math.Round(report.Duration.TotalMilliseconds));
}
