using System.Runtime.CompilerServices;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>c[rows, 2 vectors] += x[rows, K] · W[K, 2 vectors] for 4-bit weights.</summary>
/// <remarks>Within a block the sums are exact integers; then each block is added in order, so the bits depend on neither tile nor width.</remarks>
internal static unsafe class Q4Tile<TLanes, TVector, TRows>
    where TLanes : struct, IBlockLanes<TVector>
    where TVector : unmanaged
    where TRows : struct, IRowCount
{
    /// <summary>Adds the product to the tile.</summary>
    /// <param name="left">The first vector's weights in its group's first block.</param>
    /// <param name="leftScales">Its scales there.</param>
    /// <param name="right">The second vector's weights.</param>
    /// <param name="rightScales">Its scales.</param>
    /// <param name="x">The activations, all of whose blocks are used.</param>
    /// <param name="row">The first row.</param>
    /// <param name="c">The tile.</param>
    /// <param name="cStride">From one of its rows to the next, in elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Accumulate(
        byte* left, byte* leftScales, byte* right, byte* rightScales, in QuantizedRows x, int row, float* c, nint cStride)
    {
        nint stride = (nint)x.Blocks * QuantizedRows.Length;
        sbyte* x0 = x.Bytes + (row * stride);
        sbyte* x3 = x0 + (3 * stride);
        float* scales = x.Scales + row;
        int* sums = x.Sums + row;

        TVector f0 = default, g0 = default, f1 = default, g1 = default, f2 = default, g2 = default, f3 = default, g3 = default;
        if (TRows.Count > 0) { f0 = TLanes.Load(c + (0 * cStride)); g0 = TLanes.Load(c + (0 * cStride) + TLanes.Count); }
        if (TRows.Count > 1) { f1 = TLanes.Load(c + (1 * cStride)); g1 = TLanes.Load(c + (1 * cStride) + TLanes.Count); }
        if (TRows.Count > 2) { f2 = TLanes.Load(c + (2 * cStride)); g2 = TLanes.Load(c + (2 * cStride) + TLanes.Count); }
        if (TRows.Count > 3) { f3 = TLanes.Load(c + (3 * cStride)); g3 = TLanes.Load(c + (3 * cStride) + TLanes.Count); }

        for (nint block = x.Blocks; block > 0; block--)
        {
            TVector p0 = default, q0 = default, p1 = default, q1 = default, p2 = default, q2 = default, p3 = default, q3 = default;
            TVector v;
            {
                TVector a = TLanes.Load(left + 0);
                TVector b = TLanes.Load(right + 0);
                TVector aLow = TLanes.Low(a), aHigh = TLanes.High(a);
                TVector bLow = TLanes.Low(b), bHigh = TLanes.High(b);
                if (TRows.Count > 0) { v = TLanes.Broadcast(x0); p0 = TLanes.AddPairs(p0, aLow, v); q0 = TLanes.AddPairs(q0, bLow, v); }
                if (TRows.Count > 0) { v = TLanes.Broadcast(x0 + 16); p0 = TLanes.AddPairs(p0, aHigh, v); q0 = TLanes.AddPairs(q0, bHigh, v); }
                if (TRows.Count > 1) { v = TLanes.Broadcast(x0 + stride); p1 = TLanes.AddPairs(p1, aLow, v); q1 = TLanes.AddPairs(q1, bLow, v); }
                if (TRows.Count > 1) { v = TLanes.Broadcast(x0 + stride + 16); p1 = TLanes.AddPairs(p1, aHigh, v); q1 = TLanes.AddPairs(q1, bHigh, v); }
                if (TRows.Count > 2) { v = TLanes.Broadcast(x0 + (2 * stride)); p2 = TLanes.AddPairs(p2, aLow, v); q2 = TLanes.AddPairs(q2, bLow, v); }
                if (TRows.Count > 2) { v = TLanes.Broadcast(x0 + (2 * stride) + 16); p2 = TLanes.AddPairs(p2, aHigh, v); q2 = TLanes.AddPairs(q2, bHigh, v); }
                if (TRows.Count > 3) { v = TLanes.Broadcast(x3); p3 = TLanes.AddPairs(p3, aLow, v); q3 = TLanes.AddPairs(q3, bLow, v); }
                if (TRows.Count > 3) { v = TLanes.Broadcast(x3 + 16); p3 = TLanes.AddPairs(p3, aHigh, v); q3 = TLanes.AddPairs(q3, bHigh, v); }
            }

            {
                TVector a = TLanes.Load(left + 64);
                TVector b = TLanes.Load(right + 64);
                TVector aLow = TLanes.Low(a), aHigh = TLanes.High(a);
                TVector bLow = TLanes.Low(b), bHigh = TLanes.High(b);
                if (TRows.Count > 0) { v = TLanes.Broadcast(x0 + 4); p0 = TLanes.AddPairs(p0, aLow, v); q0 = TLanes.AddPairs(q0, bLow, v); }
                if (TRows.Count > 0) { v = TLanes.Broadcast(x0 + 20); p0 = TLanes.AddPairs(p0, aHigh, v); q0 = TLanes.AddPairs(q0, bHigh, v); }
                if (TRows.Count > 1) { v = TLanes.Broadcast(x0 + stride + 4); p1 = TLanes.AddPairs(p1, aLow, v); q1 = TLanes.AddPairs(q1, bLow, v); }
                if (TRows.Count > 1) { v = TLanes.Broadcast(x0 + stride + 20); p1 = TLanes.AddPairs(p1, aHigh, v); q1 = TLanes.AddPairs(q1, bHigh, v); }
                if (TRows.Count > 2) { v = TLanes.Broadcast(x0 + (2 * stride) + 4); p2 = TLanes.AddPairs(p2, aLow, v); q2 = TLanes.AddPairs(q2, bLow, v); }
                if (TRows.Count > 2) { v = TLanes.Broadcast(x0 + (2 * stride) + 20); p2 = TLanes.AddPairs(p2, aHigh, v); q2 = TLanes.AddPairs(q2, bHigh, v); }
                if (TRows.Count > 3) { v = TLanes.Broadcast(x3 + 4); p3 = TLanes.AddPairs(p3, aLow, v); q3 = TLanes.AddPairs(q3, bLow, v); }
                if (TRows.Count > 3) { v = TLanes.Broadcast(x3 + 20); p3 = TLanes.AddPairs(p3, aHigh, v); q3 = TLanes.AddPairs(q3, bHigh, v); }
            }

            {
                TVector a = TLanes.Load(left + 128);
                TVector b = TLanes.Load(right + 128);
                TVector aLow = TLanes.Low(a), aHigh = TLanes.High(a);
                TVector bLow = TLanes.Low(b), bHigh = TLanes.High(b);
                if (TRows.Count > 0) { v = TLanes.Broadcast(x0 + 8); p0 = TLanes.AddPairs(p0, aLow, v); q0 = TLanes.AddPairs(q0, bLow, v); }
                if (TRows.Count > 0) { v = TLanes.Broadcast(x0 + 24); p0 = TLanes.AddPairs(p0, aHigh, v); q0 = TLanes.AddPairs(q0, bHigh, v); }
                if (TRows.Count > 1) { v = TLanes.Broadcast(x0 + stride + 8); p1 = TLanes.AddPairs(p1, aLow, v); q1 = TLanes.AddPairs(q1, bLow, v); }
                if (TRows.Count > 1) { v = TLanes.Broadcast(x0 + stride + 24); p1 = TLanes.AddPairs(p1, aHigh, v); q1 = TLanes.AddPairs(q1, bHigh, v); }
                if (TRows.Count > 2) { v = TLanes.Broadcast(x0 + (2 * stride) + 8); p2 = TLanes.AddPairs(p2, aLow, v); q2 = TLanes.AddPairs(q2, bLow, v); }
                if (TRows.Count > 2) { v = TLanes.Broadcast(x0 + (2 * stride) + 24); p2 = TLanes.AddPairs(p2, aHigh, v); q2 = TLanes.AddPairs(q2, bHigh, v); }
                if (TRows.Count > 3) { v = TLanes.Broadcast(x3 + 8); p3 = TLanes.AddPairs(p3, aLow, v); q3 = TLanes.AddPairs(q3, bLow, v); }
                if (TRows.Count > 3) { v = TLanes.Broadcast(x3 + 24); p3 = TLanes.AddPairs(p3, aHigh, v); q3 = TLanes.AddPairs(q3, bHigh, v); }
            }

            {
                TVector a = TLanes.Load(left + 192);
                TVector b = TLanes.Load(right + 192);
                TVector aLow = TLanes.Low(a), aHigh = TLanes.High(a);
                TVector bLow = TLanes.Low(b), bHigh = TLanes.High(b);
                if (TRows.Count > 0) { v = TLanes.Broadcast(x0 + 12); p0 = TLanes.AddPairs(p0, aLow, v); q0 = TLanes.AddPairs(q0, bLow, v); }
                if (TRows.Count > 0) { v = TLanes.Broadcast(x0 + 28); p0 = TLanes.AddPairs(p0, aHigh, v); q0 = TLanes.AddPairs(q0, bHigh, v); }
                if (TRows.Count > 1) { v = TLanes.Broadcast(x0 + stride + 12); p1 = TLanes.AddPairs(p1, aLow, v); q1 = TLanes.AddPairs(q1, bLow, v); }
                if (TRows.Count > 1) { v = TLanes.Broadcast(x0 + stride + 28); p1 = TLanes.AddPairs(p1, aHigh, v); q1 = TLanes.AddPairs(q1, bHigh, v); }
                if (TRows.Count > 2) { v = TLanes.Broadcast(x0 + (2 * stride) + 12); p2 = TLanes.AddPairs(p2, aLow, v); q2 = TLanes.AddPairs(q2, bLow, v); }
                if (TRows.Count > 2) { v = TLanes.Broadcast(x0 + (2 * stride) + 28); p2 = TLanes.AddPairs(p2, aHigh, v); q2 = TLanes.AddPairs(q2, bHigh, v); }
                if (TRows.Count > 3) { v = TLanes.Broadcast(x3 + 12); p3 = TLanes.AddPairs(p3, aLow, v); q3 = TLanes.AddPairs(q3, bLow, v); }
                if (TRows.Count > 3) { v = TLanes.Broadcast(x3 + 28); p3 = TLanes.AddPairs(p3, aHigh, v); q3 = TLanes.AddPairs(q3, bHigh, v); }
            }

            // Weights are stored as q + 8; a 16-bit sum holds at most 16 · 15 · 127.
            TVector leftScale = TLanes.Widen(leftScales);
            TVector rightScale = TLanes.Widen(rightScales);
            float factor;
            if (TRows.Count > 0)
            {
                factor = scales[0];
                v = TLanes.Broadcast(sums + 0);
                f0 = TLanes.AddScaled(TLanes.AddToIntegers(v, p0), leftScale, factor, f0);
                g0 = TLanes.AddScaled(TLanes.AddToIntegers(v, q0), rightScale, factor, g0);
            }

            if (TRows.Count > 1)
            {
                factor = scales[1];
                v = TLanes.Broadcast(sums + 1);
                f1 = TLanes.AddScaled(TLanes.AddToIntegers(v, p1), leftScale, factor, f1);
                g1 = TLanes.AddScaled(TLanes.AddToIntegers(v, q1), rightScale, factor, g1);
            }

            if (TRows.Count > 2)
            {
                factor = scales[2];
                v = TLanes.Broadcast(sums + 2);
                f2 = TLanes.AddScaled(TLanes.AddToIntegers(v, p2), leftScale, factor, f2);
                g2 = TLanes.AddScaled(TLanes.AddToIntegers(v, q2), rightScale, factor, g2);
            }

            if (TRows.Count > 3)
            {
                factor = scales[3];
                v = TLanes.Broadcast(sums + 3);
                f3 = TLanes.AddScaled(TLanes.AddToIntegers(v, p3), leftScale, factor, f3);
                g3 = TLanes.AddScaled(TLanes.AddToIntegers(v, q3), rightScale, factor, g3);
            }

            left += Q4Panels.BlockBytes;
            right += Q4Panels.BlockBytes;
            leftScales += Q4Panels.BlockBytes;
            rightScales += Q4Panels.BlockBytes;
            x0 += QuantizedRows.Length;
            x3 += QuantizedRows.Length;
            scales += x.Rows;
            sums += x.Rows;
        }

        if (TRows.Count > 0) { TLanes.Store(f0, c + (0 * cStride)); TLanes.Store(g0, c + (0 * cStride) + TLanes.Count); }
        if (TRows.Count > 1) { TLanes.Store(f1, c + (1 * cStride)); TLanes.Store(g1, c + (1 * cStride) + TLanes.Count); }
        if (TRows.Count > 2) { TLanes.Store(f2, c + (2 * cStride)); TLanes.Store(g2, c + (2 * cStride) + TLanes.Count); }
        if (TRows.Count > 3) { TLanes.Store(f3, c + (3 * cStride)); TLanes.Store(g3, c + (3 * cStride) + TLanes.Count); }
    }
}
