namespace InfernoOrleans.Grains.Interfaces.Cluster;

/// <summary>A member of the cluster.</summary>
/// <param name="Name">The name that it was configured with.</param>
/// <param name="Address">Where it is reached by other silos, and which start of it this is: <c>10.0.0.7:11111@123456</c>.</param>
/// <param name="Status">What the membership says of it: <c>Active</c>, <c>Joining</c>, <c>ShuttingDown</c>, …</param>
/// <param name="Load">How busy it is; null when it has not said so lately.</param>
[GenerateSerializer, Immutable, Alias("inferno.silo-info")]
public sealed record SiloInfo(
    [property: Id(0)] string Name, [property: Id(1)] string Address, [property: Id(2)] string Status, [property: Id(3)] SiloLoad? Load);
