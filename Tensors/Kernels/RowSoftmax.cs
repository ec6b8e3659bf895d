using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>Softmax of each row, within 8 ulp: e^(x − max) divided by its sum. A row that holds NaN or +∞ becomes NaN.</summary>
/// <remarks>
/// The maximum is subtracted so that e^x cannot overflow (TensorPrimitives.SoftMax doesn't). The difference is rounded, at a magnitude of 16 to
/// eight units of the result already; what that lost is found exactly (Knuth's sum of two) and put back: e^(d + r) = e^d + r·e^d.
/// </remarks>
internal static class RowSoftmax
{
    // Further below the maximum e^x is 0.
    private const float Range = 104f;

    public static void Apply(ReadOnlySpan<float> source, Span<float> destination, int columns)
    {
        Debug.Assert(source.Length == destination.Length && columns > 0 && source.Length % columns == 0);
        for (int start = 0; start < source.Length; start += columns)
        {
            ApplyRow(source.Slice(start, columns), destination.Slice(start, columns));
        }
    }

    private static void ApplyRow(ReadOnlySpan<float> source, Span<float> destination)
    {
        float max = Greatest(source);

        // Nothing may be infinitely far away; where numbers are huge, the next below the maximum is further than the range.
        float lowest = Math.Max(float.MinValue, max - Math.Max(Range, Math.Abs(max) / (1 << 20)));
        float sum = 0;
        int done = KernelWidths.Widest == KernelWidth.Vector512 ? Exponentials512(source, destination, max, lowest, ref sum) : 0;
        Exponentials(source[done..], destination[done..], max, lowest, ref sum);

        // The sum is at least 1, that of the maximum.
        TensorPrimitives.Multiply(destination, 1f / sum, destination);
    }

    /// <summary>The maximum, or any number where some are NaN: the sum will tell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Greatest(ReadOnlySpan<float> source)
    {
        ref float from = ref MemoryMarshal.GetReference(source);
        float greatest = float.NegativeInfinity;
        int i = 0;
        if (source.Length >= 4 * Vector<float>.Count)
        {
            // Four at a time: each is a chain of its own.
            Vector<float> first = new(greatest), second = first, third = first, fourth = first;
            for (; i <= source.Length - (4 * Vector<float>.Count); i += 4 * Vector<float>.Count)
            {
                first = Vector.MaxNative(first, Vector.LoadUnsafe(ref from, (nuint)i));
                second = Vector.MaxNative(second, Vector.LoadUnsafe(ref from, (nuint)(i + Vector<float>.Count)));
                third = Vector.MaxNative(third, Vector.LoadUnsafe(ref from, (nuint)(i + (2 * Vector<float>.Count))));
                fourth = Vector.MaxNative(fourth, Vector.LoadUnsafe(ref from, (nuint)(i + (3 * Vector<float>.Count))));
            }

            first = Vector.MaxNative(Vector.MaxNative(first, second), Vector.MaxNative(third, fourth));
            for (int lane = 0; lane < Vector<float>.Count; lane++)
            {
                greatest = first[lane] > greatest ? first[lane] : greatest;
            }
        }

        for (; i < source.Length; i++)
        {
            greatest = source[i] > greatest ? source[i] : greatest;
        }

        return greatest;
    }

    /// <summary>e^(x − max), added to the sum. Returns how many elements it did: all that fill pairs of vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Exponentials512(ReadOnlySpan<float> source, Span<float> destination, float max, float lowest, ref float sum)
    {
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        Vector512<float> maxima = Vector512.Create(max);
        Vector512<float> bound = Vector512.Create(lowest);
        Vector512<float> firstSums = Vector512<float>.Zero;
        Vector512<float> secondSums = Vector512<float>.Zero;
        int i = 0;
        for (; i <= source.Length - (2 * Vector512<float>.Count); i += 2 * Vector512<float>.Count)
        {
            nuint next = (nuint)(i + Vector512<float>.Count);
            Vector512<float> first = Exponential(Vector512.LoadUnsafe(ref from, (nuint)i), maxima, bound);
            Vector512<float> second = Exponential(Vector512.LoadUnsafe(ref from, next), maxima, bound);
            first.StoreUnsafe(ref to, (nuint)i);
            second.StoreUnsafe(ref to, next);
            firstSums += first;
            secondSums += second;
        }

        sum += Vector512.Sum(firstSums + secondSums);
        return i;
    }

    /// <summary>The same, for all elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Exponentials(ReadOnlySpan<float> source, Span<float> destination, float max, float lowest, ref float sum)
    {
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        Vector<float> maxima = new(max);
        Vector<float> bound = new(lowest);
        Vector<float> firstSums = Vector<float>.Zero;
        Vector<float> secondSums = Vector<float>.Zero;
        int i = 0;
        for (; i <= source.Length - (2 * Vector<float>.Count); i += 2 * Vector<float>.Count)
        {
            nuint next = (nuint)(i + Vector<float>.Count);
            Vector<float> first = Exponential(Vector.LoadUnsafe(ref from, (nuint)i), maxima, bound);
            Vector<float> second = Exponential(Vector.LoadUnsafe(ref from, next), maxima, bound);
            first.StoreUnsafe(ref to, (nuint)i);
            second.StoreUnsafe(ref to, next);
            firstSums += first;
            secondSums += second;
        }

        for (; i <= source.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> e = Exponential(Vector.LoadUnsafe(ref from, (nuint)i), maxima, bound);
            e.StoreUnsafe(ref to, (nuint)i);
            firstSums += e;
        }

        sum += Vector.Sum(firstSums + secondSums);
        for (; i < source.Length; i++)
        {
            float e = Exponential(source[i], max, lowest);
            destination[i] = e;
            sum += e;
        }
    }

    private static float Exponential(float x, float max, float lowest)
    {
        x = x < lowest ? lowest : x;
        float difference = x - max;
        float part = difference - x;
        float lost = x - (difference - part) - (max + part);
        float e = ExpOperator.Invoke(difference);
        return float.FusedMultiplyAdd(e, lost, e);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Exponential(Vector<float> x, Vector<float> max, Vector<float> lowest)
    {
        // Comparisons with NaN are false: it stays.
        x = Vector.ConditionalSelect(Vector.LessThan(x, lowest), lowest, x);
        Vector<float> difference = x - max;
        Vector<float> part = difference - x;
        Vector<float> lost = x - (difference - part) - (max + part);
        Vector<float> e = ExpOperator.Invoke(difference);
        return Vector.FusedMultiplyAdd(e, lost, e);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Exponential(Vector512<float> x, Vector512<float> max, Vector512<float> lowest)
    {
        // The instruction gives its second operand where one is NaN.
        x = Avx512F.Max(lowest, x);
        Vector512<float> difference = x - max;
        Vector512<float> part = difference - x;
        Vector512<float> lost = x - (difference - part) - (max + part);
        Vector512<float> e = ExpOperator.Invoke(difference);
        return Avx512F.FusedMultiplyAdd(e, lost, e);
    }
}
