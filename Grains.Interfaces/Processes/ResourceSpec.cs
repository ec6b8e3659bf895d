namespace InfernoOrleans.Grains.Interfaces.Processes;

/// <summary>Some of a resource, as a request asks for it: nothing is checked yet, absent fields are null.</summary>
/// <param name="ResourceType"><c>Compute</c>, <c>Memory</c>, <c>Storage</c> or <c>Agent</c>.</param>
/// <param name="Amount">How much.</param>
/// <param name="Unit">In which unit: shares, B to GB, agents; null for the one that the type has.</param>
[GenerateSerializer, Immutable, Alias("inferno.resource-spec")]
public sealed record ResourceSpec(
    [property: Id(0)] string? ResourceType, [property: Id(1)] double? Amount, [property: Id(2)] string? Unit = null);
