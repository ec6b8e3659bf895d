using System.Numerics.Tensors;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>The smallest number; NaN where there is one.</summary>
internal readonly struct MinReduction : IReduction<float, float>
{
    public static float Start => float.PositiveInfinity;

    public static void Fold(ReadOnlySpan<float> run, int at, ref float state) => state = float.Min(state, TensorPrimitives.Min(run));

    public static void FoldEach(ReadOnlySpan<float> numbers, int at, Span<float> states) => TensorPrimitives.Min(states, numbers, states);

    public static float Finish(float state, int count) => state;
}
