using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>Softmax of each row: e^(x − max) divided by its sum. A row that holds NaN or +∞ becomes NaN.</summary>
/// <remarks>The maximum is subtracted so that e^x cannot overflow (TensorPrimitives.SoftMax doesn't).</remarks>
internal static class RowSoftmax
{
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
        float max = TensorPrimitives.Max(source);
        float sum = 0;
        int done = KernelWidths.Widest == KernelWidth.Vector512 ? Exponentials512(source, destination, max, ref sum) : 0;
        Exponentials(source[done..], destination[done..], max, ref sum);

        // The sum is at least 1, that of the maximum.
        TensorPrimitives.Multiply(destination, 1f / sum, destination);
    }

    /// <summary>e^(x − max), added to the sum. Returns how many elements it did: all that fill pairs of vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Exponentials512(ReadOnlySpan<float> source, Span<float> destination, float max, ref float sum)
    {
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        Vector512<float> maxima = Vector512.Create(max);
        Vector512<float> firstSums = Vector512<float>.Zero;
        Vector512<float> secondSums = Vector512<float>.Zero;
        int i = 0;
        for (; i <= source.Length - (2 * Vector512<float>.Count); i += 2 * Vector512<float>.Count)
        {
            nuint next = (nuint)(i + Vector512<float>.Count);
            Vector512<float> first = ExpOperator.Invoke(Vector512.LoadUnsafe(ref from, (nuint)i) - maxima);
            Vector512<float> second = ExpOperator.Invoke(Vector512.LoadUnsafe(ref from, next) - maxima);
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
    private static void Exponentials(ReadOnlySpan<float> source, Span<float> destination, float max, ref float sum)
    {
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        Vector<float> maxima = new(max);
        Vector<float> sums = Vector<float>.Zero;
        int i = 0;
        for (; i <= source.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> e = ExpOperator.Invoke(Vector.LoadUnsafe(ref from, (nuint)i) - maxima);
            e.StoreUnsafe(ref to, (nuint)i);
            sums += e;
        }

        sum += Vector.Sum(sums);
        for (; i < source.Length; i++)
        {
            float e = ExpOperator.Invoke(source[i] - max);
            destination[i] = e;
            sum += e;
        }
    }
}
