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

        Span<Vector<float>> lanes = stackalloc Vector<float>[TileRows * TileOutputs];

        // Outputs outermost: four rows of W stay in the first-level cache while all of x passes by.
        for (int n = 0; n < outputs; n += TileOutputs)
        {
            int width = Math.Min(TileOutputs, outputs - n);
            ReadOnlySpan<float> w = weight.Slice(n * inputs, width * inputs);
            for (int m = 0; m < rows; m += TileRows)
            {
                int height = Math.Min(TileRows, rows - m);
                ReadOnlySpan<float> tile = x.Slice(m * inputs, height * inputs);
                Accumulate(tile, w, lanes, inputs, height, width);
                Finish(tile, w, lanes, y.Slice((m * outputs) + n), inputs, outputs, height, width);
            }
        }

        if (!bias.IsEmpty)
        {
            AddBias(y, bias);
        }
    }

    /// <summary>The lanes of each output of a tile, over the part of K that fills vectors.</summary>
    private static void Accumulate(
        ReadOnlySpan<float> x, ReadOnlySpan<float> w, Span<Vector<float>> lanes, int inputs, int height, int width)
    {
        if (width == TileOutputs && height == TileRows)
        {
            TwoByFour(x, w, lanes, inputs);
            return;
        }

        for (int row = 0; row < height; row++)
        {
            ReadOnlySpan<float> xs = x.Slice(row * inputs, inputs);
            Span<Vector<float>> outputs = lanes[(row * TileOutputs)..];
            if (width == TileOutputs)
            {
                OneByFour(xs, w, outputs, inputs);
                continue;
            }

            for (int column = 0; column < width; column++)
            {
                outputs[column] = OneByOne(xs, w.Slice(column * inputs, inputs), inputs);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector<float> OneByOne(ReadOnlySpan<float> x, ReadOnlySpan<float> w, int inputs)
    {
        ref float a = ref MemoryMarshal.GetReference(x);
        ref float b = ref MemoryMarshal.GetReference(w);
        Vector<float> c = Vector<float>.Zero;
        for (int k = 0; k <= inputs - Vector<float>.Count; k += Vector<float>.Count)
        {
            c = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref a, (nuint)k), Vector.LoadUnsafe(ref b, (nuint)k), c);
        }

        return c;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneByFour(ReadOnlySpan<float> x, ReadOnlySpan<float> w, Span<Vector<float>> lanes, int inputs)
    {
        ref float a = ref MemoryMarshal.GetReference(x);
        ref float b0 = ref MemoryMarshal.GetReference(w);
        ref float b1 = ref Unsafe.Add(ref b0, inputs);
        ref float b2 = ref Unsafe.Add(ref b1, inputs);
        ref float b3 = ref Unsafe.Add(ref b2, inputs);
        Vector<float> c0 = default, c1 = default, c2 = default, c3 = default;
        for (int k = 0; k <= inputs - Vector<float>.Count; k += Vector<float>.Count)
        {
            nuint at = (nuint)k;
            Vector<float> row = Vector.LoadUnsafe(ref a, at);
            c0 = Vector.FusedMultiplyAdd(row, Vector.LoadUnsafe(ref b0, at), c0);
            c1 = Vector.FusedMultiplyAdd(row, Vector.LoadUnsafe(ref b1, at), c1);
            c2 = Vector.FusedMultiplyAdd(row, Vector.LoadUnsafe(ref b2, at), c2);
            c3 = Vector.FusedMultiplyAdd(row, Vector.LoadUnsafe(ref b3, at), c3);
        }

        (lanes[0], lanes[1], lanes[2], lanes[3]) = (c0, c1, c2, c3);
    }

    // The sums leave in memory at once: were they alive across a call, the compiler would spill them inside the loop.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoByFour(ReadOnlySpan<float> x, ReadOnlySpan<float> w, Span<Vector<float>> lanes, int inputs)
    {
        ref float a0 = ref MemoryMarshal.GetReference(x);
        ref float a1 = ref Unsafe.Add(ref a0, inputs);
        ref float b0 = ref MemoryMarshal.GetReference(w);
        ref float b1 = ref Unsafe.Add(ref b0, inputs);
        ref float b2 = ref Unsafe.Add(ref b1, inputs);
        ref float b3 = ref Unsafe.Add(ref b2, inputs);
        Vector<float> c00 = default, c01 = default, c02 = default, c03 = default;
        Vector<float> c10 = default, c11 = default, c12 = default, c13 = default;
        for (int k = 0; k <= inputs - Vector<float>.Count; k += Vector<float>.Count)
        {
            nuint at = (nuint)k;
            Vector<float> row0 = Vector.LoadUnsafe(ref a0, at);
            Vector<float> row1 = Vector.LoadUnsafe(ref a1, at);
            Vector<float> column = Vector.LoadUnsafe(ref b0, at);
            c00 = Vector.FusedMultiplyAdd(row0, column, c00);
            c10 = Vector.FusedMultiplyAdd(row1, column, c10);
            column = Vector.LoadUnsafe(ref b1, at);
            c01 = Vector.FusedMultiplyAdd(row0, column, c01);
            c11 = Vector.FusedMultiplyAdd(row1, column, c11);
            column = Vector.LoadUnsafe(ref b2, at);
            c02 = Vector.FusedMultiplyAdd(row0, column, c02);
            c12 = Vector.FusedMultiplyAdd(row1, column, c12);
            column = Vector.LoadUnsafe(ref b3, at);
            c03 = Vector.FusedMultiplyAdd(row0, column, c03);
            c13 = Vector.FusedMultiplyAdd(row1, column, c13);
        }

        (lanes[0], lanes[1], lanes[2], lanes[3]) = (c00, c01, c02, c03);
        (lanes[4], lanes[5], lanes[6], lanes[7]) = (c10, c11, c12, c13);
    }

    /// <summary>The sum of the lanes and the rest of K: one place for every tile, so one order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Finish(
        ReadOnlySpan<float> x, ReadOnlySpan<float> w, ReadOnlySpan<Vector<float>> lanes, Span<float> y, int inputs, int outputs, int height, int width)
    {
        int vectorized = inputs - (inputs % Vector<float>.Count);
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                float sum = Vector.Sum(lanes[(row * TileOutputs) + column]);
                for (int k = vectorized; k < inputs; k++)
                {
                    sum = float.FusedMultiplyAdd(x[(row * inputs) + k], w[(column * inputs) + k], sum);
                }

                y[(row * outputs) + column] = sum;
            }
        }
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
