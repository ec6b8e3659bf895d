namespace InfernoOrleans.Tensors.Kernels;

/// <summary>The mean in FP64, rounded once; of nothing NaN.</summary>
internal readonly struct MeanReduction : IReduction<double, float>
{
    public static double Start => 0;

    public static void Fold(ReadOnlySpan<float> run, int at, ref double state) => SumReduction.Fold(run, at, ref state);

    public static void FoldEach(ReadOnlySpan<float> numbers, int at, Span<double> states) => SumReduction.FoldEach(numbers, at, states);

    public static float Finish(double state, int count) => (float)(state / count);
}
