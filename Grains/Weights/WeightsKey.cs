using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Weights;

/// <summary>Weights as they are held in memory.</summary>
/// <param name="Sha256">The artifact that they come from.</param>
/// <param name="DType">How they are stored.</param>
internal readonly record struct WeightsKey(string Sha256, TensorDType DType);
