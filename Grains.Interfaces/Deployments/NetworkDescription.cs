namespace InfernoOrleans.Grains.Interfaces.Deployments;

/// <summary>What a network is, computed from its spec alone.</summary>
/// <param name="Name">The kind of network, <c>Classifier</c>.</param>
/// <param name="Version">Version of that kind, <c>1.0</c>.</param>
/// <param name="Architecture">The layers as text, <c>784 → 128 → 64 → 10 (softmax)</c>.</param>
/// <param name="ParameterCount">Weights and biases that training would change.</param>
/// <param name="Created">When it was described.</param>
[GenerateSerializer, Immutable, Alias("inferno.network-description")]
public sealed record NetworkDescription(
    [property: Id(0)] string Name,
    [property: Id(1)] string Version,
    [property: Id(2)] string Architecture,
    [property: Id(3)] long ParameterCount,
    [property: Id(4)] DateTimeOffset Created);
