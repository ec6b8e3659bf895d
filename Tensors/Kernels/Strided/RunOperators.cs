namespace InfernoOrleans.Tensors.Kernels;

/// <summary>The element as it is.</summary>
internal readonly struct CopyRun : IRunOperator
{
    public void Apply(ReadOnlySpan<float> source, Span<float> destination) => source.CopyTo(destination);
}

/// <summary>A function without parameters.</summary>
internal readonly struct UnaryRun<TOperator> : IRunOperator
    where TOperator : struct, IUnaryOperator
{
    public void Apply(ReadOnlySpan<float> source, Span<float> destination) => Elementwise.Apply<TOperator>(source, destination);
}

/// <summary><see cref="LeakyRelu"/> of a slope.</summary>
internal readonly struct LeakyReluRun(float slope) : IRunOperator
{
    public void Apply(ReadOnlySpan<float> source, Span<float> destination) => LeakyRelu.Apply(source, destination, slope);
}
