namespace InfernoOrleans.Tensors.Kernels;

/// <summary>A function of each element of a run, with what it needs to know besides.</summary>
internal interface IRunOperator
{
    /// <summary>Source and destination have the same length, and are the same memory or don't overlap.</summary>
    void Apply(ReadOnlySpan<float> source, Span<float> destination);
}
