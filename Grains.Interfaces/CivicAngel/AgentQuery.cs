namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>Which agents to list: those of the three layers in their order, or the custom ones by age.</summary>
/// <param name="Type">Only of this layer; null for those of all three.</param>
/// <param name="Hand">Only of this hand, the palm first: its synthesizers; null for any.</param>
/// <param name="After">Only those that come after the agent with this id: the last of the page before; null from the first.</param>
/// <param name="Limit">The most to return.</param>
[GenerateSerializer, Immutable, Alias("inferno.agent-query")]
public sealed record AgentQuery(
    [property: Id(0)] AgentType? Type, [property: Id(1)] Hand? Hand, [property: Id(2)] string? After, [property: Id(3)] int Limit);
