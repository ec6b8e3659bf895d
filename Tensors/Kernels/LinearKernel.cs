using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>y[M, N] = x[M, K] · W[N, K]ᵀ + b[N], all row-major; b may be empty; y overlaps nothing.</summary>
/// <remarks>
/// Every output is one chain of fused multiply-adds per vector lane, then the sum of the lanes, then the rest of K, then the bias. The tile
/// sizes change which outputs are computed together, never the order within one: an output has the same bits whatever M is.
/// </remarks>
internal static class LinearKernel
{
    private const int TileRows = 2;
    private const int TileOutputs = 4;

    public static void Apply(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> y, int rows, int inputs, int outputs)
    {
        Debug.Assert(x.Length == (long)rows * inputs && weight.Length == (long)outputs * inputs && y.Length == (long)rows * outputs);
        Debug.Assert(bias.IsEmpty || bias.Length == outputs);

        // Outputs outermost: four rows of W stay in the first-level cache while all of x passes by.
        for (int n = 0; n < outputs; n += TileOutputs)
        {
            int width = Math.Min(TileOutputs, outputs - n);
            ReadOnlySpan<float> w = weight.Slice(n * inputs, width * inputs);
            for (int m = 0; m < rows; m += TileRows)
            {
                int height = Math.Min(TileRows, rows - m);
                ReadOnlySpan<float> tile = x.Slice(m * inputs, height * inputs);
                Span<float> corner = y.Slice((m * outputs) + n);
                if (width == TileOutputs && height == TileRows)
                {
                    TwoByFour(tile, w, corner, inputs, outputs);
                    continue;
                }

                for (int row = 0; row < height; row++)
                {
                    for (int column = 0; column < width; column++)
                    {
                        corner[(row * outputs) + column] = Dot(tile.Slice(row * inputs, inputs), w.Slice(column * inputs, inputs));
                    }
                }
            }
        }

        if (!bias.IsEmpty)
        {
            AddBias(y, bias);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> w)
    {
        ref float a = ref MemoryMarshal.GetReference(x);
        ref float b = ref MemoryMarshal.GetReference(w);
        Vector<float> lanes = Vector<float>.Zero;
        int k = 0;
        for (; k <= x.Length - Vector<float>.Count; k += Vector<float>.Count)
        {
            lanes = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref a, (nuint)k), Vector.LoadUnsafe(ref b, (nuint)k), lanes);
        }

        return Finish(lanes, x, w, k);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoByFour(ReadOnlySpan<float> x, ReadOnlySpan<float> w, Span<float> y, int inputs, int outputs)
    {
        ref float a0 = ref MemoryMarshal.GetReference(x);
        ref float a1 = ref Unsafe.Add(ref a0, inputs);
        ref float b0 = ref MemoryMarshal.GetReference(w);
        ref float b1 = ref Unsafe.Add(ref b0, inputs);
        ref float b2 = ref Unsafe.Add(ref b1, inputs);
        ref float b3 = ref Unsafe.Add(ref b2, inputs);
        Vector<float> c00 = default, c01 = default, c02 = default, c03 = default;
        Vector<float> c10 = default, c11 = default, c12 = default, c13 = default;
        int k = 0;
        for (; k <= inputs - Vector<float>.Count; k += Vector<float>.Count)
        {
            nuint at = (nuint)k;
            Vector<float> x0 = Vector.LoadUnsafe(ref a0, at);
            Vector<float> x1 = Vector.LoadUnsafe(ref a1, at);
            Vector<float> weight = Vector.LoadUnsafe(ref b0, at);
            c00 = Vector.FusedMultiplyAdd(x0, weight, c00);
            c10 = Vector.FusedMultiplyAdd(x1, weight, c10);
            weight = Vector.LoadUnsafe(ref b1, at);
            c01 = Vector.FusedMultiplyAdd(x0, weight, c01);
            c11 = Vector.FusedMultiplyAdd(x1, weight, c11);
            weight = Vector.LoadUnsafe(ref b2, at);
            c02 = Vector.FusedMultiplyAdd(x0, weight, c02);
            c12 = Vector.FusedMultiplyAdd(x1, weight, c12);
            weight = Vector.LoadUnsafe(ref b3, at);
            c03 = Vector.FusedMultiplyAdd(x0, weight, c03);
            c13 = Vector.FusedMultiplyAdd(x1, weight, c13);
        }

        ReadOnlySpan<float> first = x[..inputs];
        ReadOnlySpan<float> second = x.Slice(inputs, inputs);
        y[0] = Finish(c00, first, w[..inputs], k);
        y[1] = Finish(c01, first, w.Slice(inputs, inputs), k);
        y[2] = Finish(c02, first, w.Slice(2 * inputs, inputs), k);
        y[3] = Finish(c03, first, w.Slice(3 * inputs, inputs), k);
        y[outputs] = Finish(c10, second, w[..inputs], k);
        y[outputs + 1] = Finish(c11, second, w.Slice(inputs, inputs), k);
        y[outputs + 2] = Finish(c12, second, w.Slice(2 * inputs, inputs), k);
        y[outputs + 3] = Finish(c13, second, w.Slice(3 * inputs, inputs), k);
    }

    // Never inlined, so that there is one compiled order of the lanes' sum for all tiles.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Finish(Vector<float> lanes, ReadOnlySpan<float> x, ReadOnlySpan<float> w, int k)
    {
        float sum = Vector.Sum(lanes);
        for (; k < x.Length; k++)
        {
            sum = float.FusedMultiplyAdd(x[k], w[k], sum);
        }

        return sum;
    }

    private static void AddBias(Span<float> y, ReadOnlySpan<float> bias)
    {
        for (int start = 0; start < y.Length; start += bias.Length)
        {
            Span<float> row = y.Slice(start, bias.Length);
            TensorPrimitives.Add(row, bias, row);
        }
    }
}
