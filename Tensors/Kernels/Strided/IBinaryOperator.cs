namespace InfernoOrleans.Tensors.Kernels;

/// <summary>A function of two elements, over runs. The result is the same memory as an operand or doesn't overlap it.</summary>
internal interface IBinaryOperator
{
    static abstract void Apply(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result);

    static abstract void Apply(ReadOnlySpan<float> x, float y, Span<float> result);

    static abstract void Apply(float x, ReadOnlySpan<float> y, Span<float> result);
}
