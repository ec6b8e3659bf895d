namespace InfernoOrleans.Grains.Interfaces.Processes;

/// <summary>What a process may use. Of what was not asked for it gets what it needs, which is written as 0.</summary>
/// <param name="MemoryBytes">Native memory of each replica, weights and working space included, set aside for it whether it uses it or not.</param>
/// <param name="ComputeWeight">Its share of the processors, in proportion to the weights of others that have work; 1 when not asked for.</param>
/// <param name="StorageBytes">Artifacts that it may refer to, set aside for it.</param>
/// <param name="Agents">Agents that it may have compute for it, or that may compute with it.</param>
[GenerateSerializer, Immutable, Alias("inferno.granted-resources")]
public sealed record GrantedResources(
    [property: Id(0)] long MemoryBytes = 0,
    [property: Id(1)] int ComputeWeight = 1,
    [property: Id(2)] long StorageBytes = 0,
    [property: Id(3)] int Agents = 0);
