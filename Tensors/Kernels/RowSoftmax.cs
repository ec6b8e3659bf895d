using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>Softmax of each row, within 8 ulp: e^x divided by the sum of all. A row that holds NaN or +∞ becomes NaN.</summary>
/// <remarks>
/// So that nothing overflows (TensorPrimitives.SoftMax lets it) numbers are divided by the power of two next to e^max: that is exact, while the
/// difference x − max is rounded and loses digits. Only of a great maximum the difference is taken: all that count beside it are within a
/// factor of two, and there differences are exact.
/// </remarks>
internal static class RowSoftmax
{
    // Further below the maximum the result is 0, wherever the maximum is between powers of two.
    private const float Range = 105f;

    // From there on what is within the range of the maximum is more than half of it; up to there e^x is as exact as near zero.
    private const float Great = 256f;

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
        float origin = Math.Abs(max) > Great ? max : 0;
        float top = origin == 0 ? max : 0;
        int shift = ExpOperator.Exponent(top);
        float sum = 0;
        int done = KernelWidths.Widest == KernelWidth.Vector512
            ? Exponentials512(source, destination, origin, top - Range, shift, ref sum)
            : 0;
        Exponentials(source[done..], destination[done..], origin, top - Range, shift, ref sum);
        if (sum == ExpOperator.Invoke(top, shift))
        {
            // The greatest has all, and shall have exactly 1.
            TensorPrimitives.Divide(destination, sum, destination);
        }
        else
        {
            Scale(destination, 1f / sum);
        }
    }

    /// <summary>The maximum, or any number where some are NaN: the sum will tell.</summary>
    [MethodImpl(LeafKernel.Options)]
    private static float Greatest(ReadOnlySpan<float> source)
    {
        ref float from = ref MemoryMarshal.GetReference(source);
        float greatest = float.NegativeInfinity;
        int i = 0;
        if (KernelWidths.Widest == KernelWidth.Vector512 && source.Length >= 4 * Vector512<float>.Count)
        {
            // Four at a time: each is a chain of its own. The instruction gives its second operand where one is NaN.
            Vector512<float> first = Vector512.Create(greatest), second = first, third = first, fourth = first;
            for (; i <= source.Length - (4 * Vector512<float>.Count); i += 4 * Vector512<float>.Count)
            {
                first = Avx512F.Max(Vector512.LoadUnsafe(ref from, (nuint)i), first);
                second = Avx512F.Max(Vector512.LoadUnsafe(ref from, (nuint)(i + Vector512<float>.Count)), second);
                third = Avx512F.Max(Vector512.LoadUnsafe(ref from, (nuint)(i + (2 * Vector512<float>.Count))), third);
                fourth = Avx512F.Max(Vector512.LoadUnsafe(ref from, (nuint)(i + (3 * Vector512<float>.Count))), fourth);
            }

            first = Avx512F.Max(Avx512F.Max(first, second), Avx512F.Max(third, fourth));
            Vector256<float> half = Avx.Max(first.GetLower(), first.GetUpper());
            for (int lane = 0; lane < Vector256<float>.Count; lane++)
            {
                greatest = Math.Max(greatest, half[lane]);
            }
        }
        else if (source.Length >= 4 * Vector<float>.Count)
        {
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

    /// <summary>e^(x − origin) · 2^−shift, added to the sum. Returns how many elements it did: all that fill pairs of vectors.</summary>
    [MethodImpl(LeafKernel.Options)]
    private static int Exponentials512(ReadOnlySpan<float> source, Span<float> destination, float origin, float lowest, int shift, ref float sum)
    {
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        Vector512<float> origins = Vector512.Create(origin);
        Vector512<float> bound = Vector512.Create(lowest);
        Vector512<float> shifts = Vector512.Create((float)shift);
        Vector512<float> firstSums = Vector512<float>.Zero;
        Vector512<float> secondSums = Vector512<float>.Zero;
        int i = 0;
        for (; i <= source.Length - (2 * Vector512<float>.Count); i += 2 * Vector512<float>.Count)
        {
            nuint next = (nuint)(i + Vector512<float>.Count);

            // The instruction gives its second operand where one is NaN.
            Vector512<float> first = ExpOperator.Invoke(Avx512F.Max(bound, Vector512.LoadUnsafe(ref from, (nuint)i) - origins), shifts);
            Vector512<float> second = ExpOperator.Invoke(Avx512F.Max(bound, Vector512.LoadUnsafe(ref from, next) - origins), shifts);
            first.StoreUnsafe(ref to, (nuint)i);
            second.StoreUnsafe(ref to, next);
            firstSums += first;
            secondSums += second;
        }

        sum += Vector512.Sum(firstSums + secondSums);
        return i;
    }

    /// <summary>The same, for all elements.</summary>
    [MethodImpl(LeafKernel.Options)]
    private static void Exponentials(ReadOnlySpan<float> source, Span<float> destination, float origin, float lowest, int shift, ref float sum)
    {
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        Vector<float> firstSums = Vector<float>.Zero;
        Vector<float> secondSums = Vector<float>.Zero;
        int i = 0;
        for (; i <= source.Length - (2 * Vector<float>.Count); i += 2 * Vector<float>.Count)
        {
            nuint next = (nuint)(i + Vector<float>.Count);
            Vector<float> first = Exponential(Vector.LoadUnsafe(ref from, (nuint)i), origin, lowest, shift);
            Vector<float> second = Exponential(Vector.LoadUnsafe(ref from, next), origin, lowest, shift);
            first.StoreUnsafe(ref to, (nuint)i);
            second.StoreUnsafe(ref to, next);
            firstSums += first;
            secondSums += second;
        }

        for (; i <= source.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> e = Exponential(Vector.LoadUnsafe(ref from, (nuint)i), origin, lowest, shift);
            e.StoreUnsafe(ref to, (nuint)i);
            firstSums += e;
        }

        sum += Vector.Sum(firstSums + secondSums);
        for (; i < source.Length; i++)
        {
            float x = source[i] - origin;
            float e = ExpOperator.Invoke(x < lowest ? lowest : x, shift);
            destination[i] = e;
            sum += e;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Exponential(Vector<float> x, float origin, float lowest, int shift) =>
        ExpOperator.Invoke(NativeClamp.AtLeast(x - new Vector<float>(origin), lowest), shift);

    [MethodImpl(LeafKernel.Options)]
    private static void Scale(Span<float> row, float factor)
    {
        ref float first = ref MemoryMarshal.GetReference(row);
        int i = 0;
        if (KernelWidths.Widest == KernelWidth.Vector512)
        {
            for (; i <= row.Length - Vector512<float>.Count; i += Vector512<float>.Count)
            {
                (Vector512.LoadUnsafe(ref first, (nuint)i) * factor).StoreUnsafe(ref first, (nuint)i);
            }
        }

        for (; i <= row.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (Vector.LoadUnsafe(ref first, (nuint)i) * factor).StoreUnsafe(ref first, (nuint)i);
        }

        for (; i < row.Length; i++)
        {
            row[i] *= factor;
        }
    }
}
