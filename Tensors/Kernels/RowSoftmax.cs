using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ApplyRow(ReadOnlySpan<float> source, Span<float> destination)
    {
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        float max = TensorPrimitives.Max(source);
        Vector<float> maxima = new(max);
        Vector<float> sums = Vector<float>.Zero;
        int i = 0;
        for (; i <= source.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> e = ExpOperator.Invoke(Vector.LoadUnsafe(ref from, (nuint)i) - maxima);
            e.StoreUnsafe(ref to, (nuint)i);
            sums += e;
        }

        float sum = Vector.Sum(sums);
        for (; i < source.Length; i++)
        {
            float e = ExpOperator.Invoke(source[i] - max);
            destination[i] = e;
            sum += e;
        }

        // Division and not the product with 1/sum: a row of one element is exactly 1.
        TensorPrimitives.Divide(destination, sum, destination);
    }
}
