using InfernoOrleans.Grains.Interfaces.Inference;

namespace InfernoOrleans.Grains.Interfaces.Deployments;

/// <summary>One replica of a deployment.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Silo">The address of the silo on which it was seen last; null when it was not seen yet.</param>
/// <param name="ModelVersion">What it serves.</param>
/// <param name="DType">How its weights are held in memory.</param>
[GenerateSerializer, Immutable, Alias("inferno.replica-info")]
public sealed record ReplicaInfo(
    [property: Id(0)] ReplicaId Id,
    [property: Id(1)] ReplicaState State,
    [property: Id(2)] string? Silo,
    [property: Id(3)] string ModelVersion,
    [property: Id(4)] string DType);
