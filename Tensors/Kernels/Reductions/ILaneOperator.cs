namespace InfernoOrleans.Tensors.Kernels;

/// <summary>A function of all elements of a lane, over lanes at equal distances.</summary>
internal unsafe interface ILaneOperator
{
    /// <summary>
    /// Writes y[i · yStride + lane · yStep] for each x[i · xStride + lane · xStep] with i below <paramref name="count"/>, which is at least 1. The lanes
    /// are the same elements or don't overlap.
    /// </summary>
    void Apply(float* x, int xStride, int xStep, float* y, int yStride, int yStep, int count, int lanes);
}
