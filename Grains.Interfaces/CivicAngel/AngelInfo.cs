namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>The Civic Angel in numbers.</summary>
/// <param name="EmergentAgents">Agents of the first layer.</param>
/// <param name="Synthesizers">Agents of the second.</param>
/// <param name="Perspectives">Agents of the third.</param>
/// <param name="TotalMemories">What all agents together remember, those that users deployed included.</param>
/// <param name="Phase">The present phase.</param>
[GenerateSerializer, Immutable, Alias("inferno.angel-info")]
public sealed record AngelInfo(
    [property: Id(0)] int EmergentAgents,
    [property: Id(1)] int Synthesizers,
    [property: Id(2)] int Perspectives,
    [property: Id(3)] long TotalMemories,
    [property: Id(4)] LifecyclePhase Phase)
{
    /// <summary>The agents of all three layers.</summary>
    public int TotalAgents => EmergentAgents + Synthesizers + Perspectives;
}
