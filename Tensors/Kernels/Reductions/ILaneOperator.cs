namespace InfernoOrleans.Tensors.Kernels;

/// <summary>A function of all elements of a lane.</summary>
internal unsafe interface ILaneOperator
{
    /// <summary>Writes y[i · yStride] for each x[i · xStride]. There is at least one; the lanes are the same elements or don't overlap.</summary>
    void Apply(float* x, int xStride, float* y, int yStride, int count);
}
