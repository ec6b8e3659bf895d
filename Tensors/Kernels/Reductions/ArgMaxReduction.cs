using System.Numerics.Tensors;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>Where the first of the greatest numbers is; the first NaN is greater than all numbers, and 0 is greater than −0.</summary>
internal readonly struct ArgMaxReduction : IReduction<ArgMaxReduction.Best, int>
{
    public static Best Start => new(float.NaN, -1);

    public static void Fold(ReadOnlySpan<float> run, int at, ref Best state)
    {
        int index = TensorPrimitives.IndexOfMax(run);
        Take(run[index], at + index, ref state);
    }

    public static void FoldEach(ReadOnlySpan<float> numbers, int at, Span<Best> states)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            Take(numbers[i], at, ref states[i]);
        }
    }

    public static int Finish(Best state, int count) => state.Index;

    private static void Take(float number, int index, ref Best state)
    {
        if (state.Index < 0 || Beats(number, state.Number))
        {
            state = new(number, index);
        }
    }

    private static bool Beats(float number, float best) =>
        number > best
        || (float.IsNaN(number) && !float.IsNaN(best))
        || (number == best && float.IsNegative(best) && float.IsPositive(number));

    /// <summary>The greatest number so far and its place.</summary>
    internal readonly record struct Best(float Number, int Index);
}
