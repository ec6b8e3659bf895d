using System.Numerics.Tensors;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>The greatest number; NaN where there is one.</summary>
internal readonly struct MaxReduction : IReduction<float, float>
{
    public static float Start => float.NegativeInfinity;

    public static void Fold(ReadOnlySpan<float> run, int at, ref float state) => state = float.Max(state, TensorPrimitives.Max(run));

    public static void FoldEach(ReadOnlySpan<float> numbers, int at, Span<float> states) => TensorPrimitives.Max(states, numbers, states);

    public static float Finish(float state, int count) => state;
}
