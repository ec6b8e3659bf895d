using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>The sum in FP64, rounded once.</summary>
internal readonly struct SumReduction : IReduction<double, float>
{
    public static double Start => 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fold(ReadOnlySpan<float> run, int at, ref double state)
    {
        ref float from = ref MemoryMarshal.GetReference(run);
        Vector<double> lower = Vector<double>.Zero;
        Vector<double> upper = Vector<double>.Zero;
        int i = 0;
        for (; i <= run.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.LoadUnsafe(ref from, (nuint)i), out Vector<double> low, out Vector<double> high);
            lower += low;
            upper += high;
        }

        double sum = Vector.Sum(lower + upper);
        for (; i < run.Length; i++)
        {
            sum += run[i];
        }

        state += sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FoldEach(ReadOnlySpan<float> numbers, int at, Span<double> states)
    {
        ref float from = ref MemoryMarshal.GetReference(numbers);
        ref double to = ref MemoryMarshal.GetReference(states);
        int i = 0;
        for (; i <= numbers.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            nuint lower = (nuint)i;
            nuint upper = (nuint)(i + Vector<double>.Count);
            Vector.Widen(Vector.LoadUnsafe(ref from, lower), out Vector<double> low, out Vector<double> high);
            (Vector.LoadUnsafe(ref to, lower) + low).StoreUnsafe(ref to, lower);
            (Vector.LoadUnsafe(ref to, upper) + high).StoreUnsafe(ref to, upper);
        }

        for (; i < numbers.Length; i++)
        {
            states[i] += numbers[i];
        }
    }

    public static float Finish(double state, int count) => (float)state;
}
