using System.Runtime.CompilerServices;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>c[rows, 2 vectors] += x[rows, K] · W[K, 2 vectors] for 8-bit weights.</summary>
/// <remarks>Within a block the sums are exact integers; then each block is added in order, so the bits depend on neither tile nor width.</remarks>
internal static unsafe class Q8Tile<TLanes, TVector, TRows>
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

        TVector f0 = default, g0 = default, f1 = default, g1 = default, f2 = default, g2 = default, f3 = default, g3 = default, f4 = default, g4 = default, f5 = default, g5 = default;
        if (TRows.Count > 0) { f0 = TLanes.Load(c + (0 * cStride)); g0 = TLanes.Load(c + (0 * cStride) + TLanes.Count); }
        if (TRows.Count > 1) { f1 = TLanes.Load(c + (1 * cStride)); g1 = TLanes.Load(c + (1 * cStride) + TLanes.Count); }
        if (TRows.Count > 2) { f2 = TLanes.Load(c + (2 * cStride)); g2 = TLanes.Load(c + (2 * cStride) + TLanes.Count); }
        if (TRows.Count > 3) { f3 = TLanes.Load(c + (3 * cStride)); g3 = TLanes.Load(c + (3 * cStride) + TLanes.Count); }
        if (TRows.Count > 4) { f4 = TLanes.Load(c + (4 * cStride)); g4 = TLanes.Load(c + (4 * cStride) + TLanes.Count); }
        if (TRows.Count > 5) { f5 = TLanes.Load(c + (5 * cStride)); g5 = TLanes.Load(c + (5 * cStride) + TLanes.Count); }

        for (nint block = x.Blocks; block > 0; block--)
        {
            TVector p0 = default, q0 = default, p1 = default, q1 = default, p2 = default, q2 = default, p3 = default, q3 = default, p4 = default, q4 = default, p5 = default, q5 = default;
            TVector v;
            if (TLanes.Offset != 0)
            {
                // What the offset adds to the sums is taken off beforehand.
                if (TRows.Count > 0) { p0 = TLanes.Broadcast(sums + 0); q0 = p0; }
                if (TRows.Count > 1) { p1 = TLanes.Broadcast(sums + 1); q1 = p1; }
                if (TRows.Count > 2) { p2 = TLanes.Broadcast(sums + 2); q2 = p2; }
                if (TRows.Count > 3) { p3 = TLanes.Broadcast(sums + 3); q3 = p3; }
                if (TRows.Count > 4) { p4 = TLanes.Broadcast(sums + 4); q4 = p4; }
                if (TRows.Count > 5) { p5 = TLanes.Broadcast(sums + 5); q5 = p5; }
            }

            {
                TVector a = TLanes.Load(left + 0);
                TVector b = TLanes.Load(right + 0);
                if (TRows.Count > 0) { v = TLanes.Broadcast(x0); p0 = TLanes.Dot(p0, a, v); q0 = TLanes.Dot(q0, b, v); }
                if (TRows.Count > 1) { v = TLanes.Broadcast(x0 + stride); p1 = TLanes.Dot(p1, a, v); q1 = TLanes.Dot(q1, b, v); }
                if (TRows.Count > 2) { v = TLanes.Broadcast(x0 + (2 * stride)); p2 = TLanes.Dot(p2, a, v); q2 = TLanes.Dot(q2, b, v); }
                if (TRows.Count > 3) { v = TLanes.Broadcast(x3); p3 = TLanes.Dot(p3, a, v); q3 = TLanes.Dot(q3, b, v); }
                if (TRows.Count > 4) { v = TLanes.Broadcast(x3 + stride); p4 = TLanes.Dot(p4, a, v); q4 = TLanes.Dot(q4, b, v); }
                if (TRows.Count > 5) { v = TLanes.Broadcast(x3 + (2 * stride)); p5 = TLanes.Dot(p5, a, v); q5 = TLanes.Dot(q5, b, v); }
            }

            {
                TVector a = TLanes.Load(left + 64);
                TVector b = TLanes.Load(right + 64);
                if (TRows.Count > 0) { v = TLanes.Broadcast(x0 + 4); p0 = TLanes.Dot(p0, a, v); q0 = TLanes.Dot(q0, b, v); }
                if (TRows.Count > 1) { v = TLanes.Broadcast(x0 + stride + 4); p1 = TLanes.Dot(p1, a, v); q1 = TLanes.Dot(q1, b, v); }
                if (TRows.Count > 2) { v = TLanes.Broadcast(x0 + (2 * stride) + 4); p2 = TLanes.Dot(p2, a, v); q2 = TLanes.Dot(q2, b, v); }
                if (TRows.Count > 3) { v = TLanes.Broadcast(x3 + 4); p3 = TLanes.Dot(p3, a, v); q3 = TLanes.Dot(q3, b, v); }
                if (TRows.Count > 4) { v = TLanes.Broadcast(x3 + stride + 4); p4 = TLanes.Dot(p4, a, v); q4 = TLanes.Dot(q4, b, v); }
                if (TRows.Count > 5) { v = TLanes.Broadcast(x3 + (2 * stride) + 4); p5 = TLanes.Dot(p5, a, v); q5 = TLanes.Dot(q5, b, v); }
            }

            {
                TVector a = TLanes.Load(left + 128);
                TVector b = TLanes.Load(right + 128);
                if (TRows.Count > 0) { v = TLanes.Broadcast(x0 + 8); p0 = TLanes.Dot(p0, a, v); q0 = TLanes.Dot(q0, b, v); }
                if (TRows.Count > 1) { v = TLanes.Broadcast(x0 + stride + 8); p1 = TLanes.Dot(p1, a, v); q1 = TLanes.Dot(q1, b, v); }
                if (TRows.Count > 2) { v = TLanes.Broadcast(x0 + (2 * stride) + 8); p2 = TLanes.Dot(p2, a, v); q2 = TLanes.Dot(q2, b, v); }
                if (TRows.Count > 3) { v = TLanes.Broadcast(x3 + 8); p3 = TLanes.Dot(p3, a, v); q3 = TLanes.Dot(q3, b, v); }
                if (TRows.Count > 4) { v = TLanes.Broadcast(x3 + stride + 8); p4 = TLanes.Dot(p4, a, v); q4 = TLanes.Dot(q4, b, v); }
                if (TRows.Count > 5) { v = TLanes.Broadcast(x3 + (2 * stride) + 8); p5 = TLanes.Dot(p5, a, v); q5 = TLanes.Dot(q5, b, v); }
            }

            {
                TVector a = TLanes.Load(left + 192);
                TVector b = TLanes.Load(right + 192);
                if (TRows.Count > 0) { v = TLanes.Broadcast(x0 + 12); p0 = TLanes.Dot(p0, a, v); q0 = TLanes.Dot(q0, b, v); }
                if (TRows.Count > 1) { v = TLanes.Broadcast(x0 + stride + 12); p1 = TLanes.Dot(p1, a, v); q1 = TLanes.Dot(q1, b, v); }
                if (TRows.Count > 2) { v = TLanes.Broadcast(x0 + (2 * stride) + 12); p2 = TLanes.Dot(p2, a, v); q2 = TLanes.Dot(q2, b, v); }
                if (TRows.Count > 3) { v = TLanes.Broadcast(x3 + 12); p3 = TLanes.Dot(p3, a, v); q3 = TLanes.Dot(q3, b, v); }
                if (TRows.Count > 4) { v = TLanes.Broadcast(x3 + stride + 12); p4 = TLanes.Dot(p4, a, v); q4 = TLanes.Dot(q4, b, v); }
                if (TRows.Count > 5) { v = TLanes.Broadcast(x3 + (2 * stride) + 12); p5 = TLanes.Dot(p5, a, v); q5 = TLanes.Dot(q5, b, v); }
            }

            {
                TVector a = TLanes.Load(left + 256);
                TVector b = TLanes.Load(right + 256);
                if (TRows.Count > 0) { v = TLanes.Broadcast(x0 + 16); p0 = TLanes.Dot(p0, a, v); q0 = TLanes.Dot(q0, b, v); }
                if (TRows.Count > 1) { v = TLanes.Broadcast(x0 + stride + 16); p1 = TLanes.Dot(p1, a, v); q1 = TLanes.Dot(q1, b, v); }
                if (TRows.Count > 2) { v = TLanes.Broadcast(x0 + (2 * stride) + 16); p2 = TLanes.Dot(p2, a, v); q2 = TLanes.Dot(q2, b, v); }
                if (TRows.Count > 3) { v = TLanes.Broadcast(x3 + 16); p3 = TLanes.Dot(p3, a, v); q3 = TLanes.Dot(q3, b, v); }
                if (TRows.Count > 4) { v = TLanes.Broadcast(x3 + stride + 16); p4 = TLanes.Dot(p4, a, v); q4 = TLanes.Dot(q4, b, v); }
                if (TRows.Count > 5) { v = TLanes.Broadcast(x3 + (2 * stride) + 16); p5 = TLanes.Dot(p5, a, v); q5 = TLanes.Dot(q5, b, v); }
            }

            {
                TVector a = TLanes.Load(left + 320);
                TVector b = TLanes.Load(right + 320);
                if (TRows.Count > 0) { v = TLanes.Broadcast(x0 + 20); p0 = TLanes.Dot(p0, a, v); q0 = TLanes.Dot(q0, b, v); }
                if (TRows.Count > 1) { v = TLanes.Broadcast(x0 + stride + 20); p1 = TLanes.Dot(p1, a, v); q1 = TLanes.Dot(q1, b, v); }
                if (TRows.Count > 2) { v = TLanes.Broadcast(x0 + (2 * stride) + 20); p2 = TLanes.Dot(p2, a, v); q2 = TLanes.Dot(q2, b, v); }
                if (TRows.Count > 3) { v = TLanes.Broadcast(x3 + 20); p3 = TLanes.Dot(p3, a, v); q3 = TLanes.Dot(q3, b, v); }
                if (TRows.Count > 4) { v = TLanes.Broadcast(x3 + stride + 20); p4 = TLanes.Dot(p4, a, v); q4 = TLanes.Dot(q4, b, v); }
                if (TRows.Count > 5) { v = TLanes.Broadcast(x3 + (2 * stride) + 20); p5 = TLanes.Dot(p5, a, v); q5 = TLanes.Dot(q5, b, v); }
            }

            {
                TVector a = TLanes.Load(left + 384);
                TVector b = TLanes.Load(right + 384);
                if (TRows.Count > 0) { v = TLanes.Broadcast(x0 + 24); p0 = TLanes.Dot(p0, a, v); q0 = TLanes.Dot(q0, b, v); }
                if (TRows.Count > 1) { v = TLanes.Broadcast(x0 + stride + 24); p1 = TLanes.Dot(p1, a, v); q1 = TLanes.Dot(q1, b, v); }
                if (TRows.Count > 2) { v = TLanes.Broadcast(x0 + (2 * stride) + 24); p2 = TLanes.Dot(p2, a, v); q2 = TLanes.Dot(q2, b, v); }
                if (TRows.Count > 3) { v = TLanes.Broadcast(x3 + 24); p3 = TLanes.Dot(p3, a, v); q3 = TLanes.Dot(q3, b, v); }
                if (TRows.Count > 4) { v = TLanes.Broadcast(x3 + stride + 24); p4 = TLanes.Dot(p4, a, v); q4 = TLanes.Dot(q4, b, v); }
                if (TRows.Count > 5) { v = TLanes.Broadcast(x3 + (2 * stride) + 24); p5 = TLanes.Dot(p5, a, v); q5 = TLanes.Dot(q5, b, v); }
            }

            {
                TVector a = TLanes.Load(left + 448);
                TVector b = TLanes.Load(right + 448);
                if (TRows.Count > 0) { v = TLanes.Broadcast(x0 + 28); p0 = TLanes.Dot(p0, a, v); q0 = TLanes.Dot(q0, b, v); }
                if (TRows.Count > 1) { v = TLanes.Broadcast(x0 + stride + 28); p1 = TLanes.Dot(p1, a, v); q1 = TLanes.Dot(q1, b, v); }
                if (TRows.Count > 2) { v = TLanes.Broadcast(x0 + (2 * stride) + 28); p2 = TLanes.Dot(p2, a, v); q2 = TLanes.Dot(q2, b, v); }
                if (TRows.Count > 3) { v = TLanes.Broadcast(x3 + 28); p3 = TLanes.Dot(p3, a, v); q3 = TLanes.Dot(q3, b, v); }
                if (TRows.Count > 4) { v = TLanes.Broadcast(x3 + stride + 28); p4 = TLanes.Dot(p4, a, v); q4 = TLanes.Dot(q4, b, v); }
                if (TRows.Count > 5) { v = TLanes.Broadcast(x3 + (2 * stride) + 28); p5 = TLanes.Dot(p5, a, v); q5 = TLanes.Dot(q5, b, v); }
            }

            TVector leftScale = TLanes.Widen(leftScales);
            TVector rightScale = TLanes.Widen(rightScales);
            float factor;
            if (TRows.Count > 0) { factor = scales[0]; f0 = TLanes.AddScaled(p0, leftScale, factor, f0); g0 = TLanes.AddScaled(q0, rightScale, factor, g0); }
            if (TRows.Count > 1) { factor = scales[1]; f1 = TLanes.AddScaled(p1, leftScale, factor, f1); g1 = TLanes.AddScaled(q1, rightScale, factor, g1); }
            if (TRows.Count > 2) { factor = scales[2]; f2 = TLanes.AddScaled(p2, leftScale, factor, f2); g2 = TLanes.AddScaled(q2, rightScale, factor, g2); }
            if (TRows.Count > 3) { factor = scales[3]; f3 = TLanes.AddScaled(p3, leftScale, factor, f3); g3 = TLanes.AddScaled(q3, rightScale, factor, g3); }
            if (TRows.Count > 4) { factor = scales[4]; f4 = TLanes.AddScaled(p4, leftScale, factor, f4); g4 = TLanes.AddScaled(q4, rightScale, factor, g4); }
            if (TRows.Count > 5) { factor = scales[5]; f5 = TLanes.AddScaled(p5, leftScale, factor, f5); g5 = TLanes.AddScaled(q5, rightScale, factor, g5); }

            left += Q8Panels.BlockBytes;
            right += Q8Panels.BlockBytes;
            leftScales += Q8Panels.BlockBytes;
            rightScales += Q8Panels.BlockBytes;
            x0 += QuantizedRows.Length;
            x3 += QuantizedRows.Length;
            scales += x.Rows;
            sums += x.Rows;
        }

        if (TRows.Count > 0) { TLanes.Store(f0, c + (0 * cStride)); TLanes.Store(g0, c + (0 * cStride) + TLanes.Count); }
        if (TRows.Count > 1) { TLanes.Store(f1, c + (1 * cStride)); TLanes.Store(g1, c + (1 * cStride) + TLanes.Count); }
        if (TRows.Count > 2) { TLanes.Store(f2, c + (2 * cStride)); TLanes.Store(g2, c + (2 * cStride) + TLanes.Count); }
        if (TRows.Count > 3) { TLanes.Store(f3, c + (3 * cStride)); TLanes.Store(g3, c + (3 * cStride) + TLanes.Count); }
        if (TRows.Count > 4) { TLanes.Store(f4, c + (4 * cStride)); TLanes.Store(g4, c + (4 * cStride) + TLanes.Count); }
        if (TRows.Count > 5) { TLanes.Store(f5, c + (5 * cStride)); TLanes.Store(g5, c + (5 * cStride) + TLanes.Count); }
    }
}
