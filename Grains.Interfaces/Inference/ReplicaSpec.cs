namespace InfernoOrleans.Grains.Interfaces.Inference;

/// <summary>What a replica serves.</summary>
/// <param name="Sha256">The artifact that holds the weights.</param>
/// <param name="ModelVersion">What users call it: <c>digits@1</c>, <c>Classifier@1.0</c>.</param>
/// <param name="DType">How the weights are held in memory: <c>FP32</c>, <c>FP16</c>, <c>INT8</c> or <c>INT4</c>.</param>
[GenerateSerializer, Immutable, Alias("inferno.replica-spec")]
public sealed record ReplicaSpec(
    [property: Id(0)] string Sha256, [property: Id(1)] string ModelVersion, [property: Id(2)] string DType = "FP32");
