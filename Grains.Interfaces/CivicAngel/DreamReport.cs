namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>What a dream did.</summary>
/// <param name="Number">Which dream it was, counted from 1.</param>
/// <param name="Agents">How many agents dreamt.</param>
/// <param name="Memories">How many memories are left.</param>
/// <param name="Forgotten">Memories that had become too weak to keep.</param>
/// <param name="Merged">Memories that said nearly what another of the same agent and trigger says, and became one with it.</param>
/// <param name="StrengthenedEdges">Learned edges between agents that had answered together since the dream before.</param>
/// <param name="FadedEdges">Learned edges that had become too weak to keep.</param>
/// <param name="Duration">How long it took.</param>
[GenerateSerializer, Immutable, Alias("inferno.dream-report")]
public sealed record DreamReport(
    [property: Id(0)] long Number,
    [property: Id(1)] int Agents,
    [property: Id(2)] long Memories,
    [property: Id(3)] long Forgotten,
    [property: Id(4)] long Merged,
    [property: Id(5)] int StrengthenedEdges,
    [property: Id(6)] int FadedEdges,
    [property: Id(7)] TimeSpan Duration);
