namespace InfernoOrleans.Tensors;

/// <summary>A tensor whose memory was collected, not disposed.</summary>
/// <param name="Shape">The shape that was allocated.</param>
/// <param name="DType">How its numbers were stored.</param>
/// <param name="Trace">Where it was allocated, if <see cref="TensorLeaks.RecordTraces"/> was on then.</param>
public sealed record TensorLeak(TensorShape Shape, TensorDType DType, string? Trace);
