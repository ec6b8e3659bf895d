namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>Where an agent stands on the torus.</summary>
/// <param name="Id">The agent.</param>
/// <param name="Layer">Its layer.</param>
/// <param name="MajorAngle">Its angle around the hole, in radians from 0 to less than 2π.</param>
/// <param name="MinorAngle">Its angle around the tube, in radians from 0 to less than 2π.</param>
[GenerateSerializer, Immutable, Alias("inferno.topology-node")]
public sealed record TopologyNode(
    [property: Id(0)] string Id, [property: Id(1)] AgentType Layer, [property: Id(2)] double MajorAngle, [property: Id(3)] double MinorAngle);
