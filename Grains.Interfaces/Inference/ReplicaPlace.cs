namespace InfernoOrleans.Grains.Interfaces.Inference;

/// <summary>Where a replica is loaded, for callers who want to reach it without asking anybody.</summary>
/// <param name="Host">What runs requests there, addressed as other silos know it.</param>
/// <param name="GatewayPort">The port, at the same address, at which that silo takes calls of clients; 0 when it has none or has not said.</param>
[GenerateSerializer, Immutable, Alias("inferno.replica-place")]
public sealed record ReplicaPlace([property: Id(0)] IReplicaHost Host, [property: Id(1)] int GatewayPort);
