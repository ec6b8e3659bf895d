using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>c[M, N] = a[M, K] · b[K, N], all row-major; c overlaps nothing.</summary>
internal static class MatMulKernel
{
    public static void Apply(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int rows, int inner, int columns)
    {
        Debug.Assert(a.Length == (long)rows * inner && b.Length == (long)inner * columns && c.Length == (long)rows * columns);
        c.Clear();
        for (int m = 0; m < rows; m++)
        {
            Span<float> row = c.Slice(m * columns, columns);
            for (int k = 0; k < inner; k++)
            {
                AddScaled(a[(m * inner) + k], b.Slice(k * columns, columns), row);
            }
        }
    }

    // Row by row of b: contiguous reads, and c's row stays in the first-level cache.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddScaled(float factor, ReadOnlySpan<float> source, Span<float> destination)
    {
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        Vector<float> factors = new(factor);
        int i = 0;
        for (; i <= source.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            nuint at = (nuint)i;
            Vector.FusedMultiplyAdd(factors, Vector.LoadUnsafe(ref from, at), Vector.LoadUnsafe(ref to, at)).StoreUnsafe(ref to, at);
        }

        for (; i < source.Length; i++)
        {
            destination[i] = float.FusedMultiplyAdd(factor, source[i], destination[i]);
        }
    }
}
