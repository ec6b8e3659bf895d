namespace InfernoOrleans.Grains.Interfaces.Processes;

/// <summary>What a process uses of a resource beside what it was granted.</summary>
/// <param name="ResourceType"><c>Compute</c>, <c>Memory</c>, <c>Storage</c> or <c>Agent</c>.</param>
/// <param name="Granted">What it may use, over all of its replicas; 0 where nothing was asked for.</param>
/// <param name="Used">What it uses now, over all of its replicas; of Compute: the milliseconds of processor time that they have had.</param>
/// <param name="Unit">The unit of <paramref name="Granted"/>; <paramref name="Used"/> has the same but for Compute.</param>
[GenerateSerializer, Immutable, Alias("inferno.resource-use")]
public sealed record ResourceUse(
    [property: Id(0)] string ResourceType, [property: Id(1)] double Granted, [property: Id(2)] double Used, [property: Id(3)] string Unit);
