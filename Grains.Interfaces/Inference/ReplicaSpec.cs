namespace InfernoOrleans.Grains.Interfaces.Inference;

/// <summary>What a replica serves.</summary>
/// <param name="Sha256">The artifact that holds the weights.</param>
/// <param name="ModelVersion">What users call it: <c>digits@1</c>, <c>Classifier@1.0</c>.</param>
/// <param name="DType">How the weights are held in memory: <c>FP32</c>, <c>FP16</c>, <c>INT8</c> or <c>INT4</c>.</param>
/// <param name="MemoryBytes">What is set aside for it, weights included; 0 for what it needs.</param>
/// <param name="ComputeWeight">Its share of the processors, in proportion to those of others that have work.</param>
/// <param name="Pinned">Whether it stays in memory when others need room and it has nothing to do.</param>
[GenerateSerializer, Immutable, Alias("inferno.replica-spec")]
public sealed record ReplicaSpec(
    [property: Id(0)] string Sha256, [property: Id(1)] string ModelVersion, [property: Id(2)] string DType = "FP32",
    [property: Id(3)] long MemoryBytes = 0, [property: Id(4)] int ComputeWeight = 1, [property: Id(5)] bool Pinned = false);
