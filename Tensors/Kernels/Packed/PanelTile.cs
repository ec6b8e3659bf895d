using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>c[rows, 2 vectors] += a[rows, K] · b[K, 2 vectors]: the sums of a tile stay in registers over all of K.</summary>
/// <remarks>Every sum is one chain of fused multiply-adds in the order of k, so its bits depend on neither the tile nor the width.</remarks>
internal static unsafe class PanelTile<TLanes, TVector, TRows>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
    where TRows : struct, IRowCount
{
    /// <summary>Adds the product to the tile.</summary>
    /// <param name="a">The rows of activations.</param>
    /// <param name="aStride">From one of them to the next, in elements.</param>
    /// <param name="b">Two vectors of a panel, repeated every <see cref="WeightPanels.Columns"/> elements.</param>
    /// <param name="c">The tile.</param>
    /// <param name="cStride">From one of its rows to the next, in elements.</param>
    /// <param name="inner">K.</param>
    /// <param name="ahead">What to fetch into the second-level cache meanwhile: two lines at every k.</param>
    /// <param name="aheadStep">From one k's lines to the next one's, in elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Accumulate(float* a, nint aStride, float* b, float* c, nint cStride, nint inner, float* ahead, nint aheadStep)
    {
        int lanes = TLanes.Count;
        TVector s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default, s31 = default, s40 = default, s41 = default, s50 = default, s51 = default;
        TVector s60 = default, s61 = default, s70 = default, s71 = default, s80 = default, s81 = default, s90 = default, s91 = default, s100 = default, s101 = default, s110 = default, s111 = default;
        if (TRows.Count > 0) { s00 = TLanes.Load(c + (0 * cStride)); s01 = TLanes.Load(c + (0 * cStride) + lanes); }
        if (TRows.Count > 1) { s10 = TLanes.Load(c + (1 * cStride)); s11 = TLanes.Load(c + (1 * cStride) + lanes); }
        if (TRows.Count > 2) { s20 = TLanes.Load(c + (2 * cStride)); s21 = TLanes.Load(c + (2 * cStride) + lanes); }
        if (TRows.Count > 3) { s30 = TLanes.Load(c + (3 * cStride)); s31 = TLanes.Load(c + (3 * cStride) + lanes); }
        if (TRows.Count > 4) { s40 = TLanes.Load(c + (4 * cStride)); s41 = TLanes.Load(c + (4 * cStride) + lanes); }
        if (TRows.Count > 5) { s50 = TLanes.Load(c + (5 * cStride)); s51 = TLanes.Load(c + (5 * cStride) + lanes); }
        if (TRows.Count > 6) { s60 = TLanes.Load(c + (6 * cStride)); s61 = TLanes.Load(c + (6 * cStride) + lanes); }
        if (TRows.Count > 7) { s70 = TLanes.Load(c + (7 * cStride)); s71 = TLanes.Load(c + (7 * cStride) + lanes); }
        if (TRows.Count > 8) { s80 = TLanes.Load(c + (8 * cStride)); s81 = TLanes.Load(c + (8 * cStride) + lanes); }
        if (TRows.Count > 9) { s90 = TLanes.Load(c + (9 * cStride)); s91 = TLanes.Load(c + (9 * cStride) + lanes); }
        if (TRows.Count > 10) { s100 = TLanes.Load(c + (10 * cStride)); s101 = TLanes.Load(c + (10 * cStride) + lanes); }
        if (TRows.Count > 11) { s110 = TLanes.Load(c + (11 * cStride)); s111 = TLanes.Load(c + (11 * cStride) + lanes); }

        // Three rows from each pointer: base, base + stride and base + 2·stride are addressing modes, twelve pointers would spill.
        float* a0 = a;
        float* a1 = a + (3 * aStride);
        float* a2 = a + (6 * aStride);
        float* a3 = a + (9 * aStride);
        for (nint k = inner; k > 0; k--)
        {
            TVector b0 = TLanes.Load(b);
            TVector b1 = TLanes.Load(b + lanes);
            TVector x;
            if (Sse.IsSupported)
            {
                Sse.Prefetch1(ahead);
                Sse.Prefetch1(ahead + 16);
                ahead += aheadStep;
            }

            if (TRows.Count > 0) { x = TLanes.Broadcast(a0); s00 = TLanes.MultiplyAdd(x, b0, s00); s01 = TLanes.MultiplyAdd(x, b1, s01); }
            if (TRows.Count > 1) { x = TLanes.Broadcast(a0 + aStride); s10 = TLanes.MultiplyAdd(x, b0, s10); s11 = TLanes.MultiplyAdd(x, b1, s11); }
            if (TRows.Count > 2) { x = TLanes.Broadcast(a0 + (2 * aStride)); s20 = TLanes.MultiplyAdd(x, b0, s20); s21 = TLanes.MultiplyAdd(x, b1, s21); }
            if (TRows.Count > 3) { x = TLanes.Broadcast(a1); s30 = TLanes.MultiplyAdd(x, b0, s30); s31 = TLanes.MultiplyAdd(x, b1, s31); }
            if (TRows.Count > 4) { x = TLanes.Broadcast(a1 + aStride); s40 = TLanes.MultiplyAdd(x, b0, s40); s41 = TLanes.MultiplyAdd(x, b1, s41); }
            if (TRows.Count > 5) { x = TLanes.Broadcast(a1 + (2 * aStride)); s50 = TLanes.MultiplyAdd(x, b0, s50); s51 = TLanes.MultiplyAdd(x, b1, s51); }
            if (TRows.Count > 6) { x = TLanes.Broadcast(a2); s60 = TLanes.MultiplyAdd(x, b0, s60); s61 = TLanes.MultiplyAdd(x, b1, s61); }
            if (TRows.Count > 7) { x = TLanes.Broadcast(a2 + aStride); s70 = TLanes.MultiplyAdd(x, b0, s70); s71 = TLanes.MultiplyAdd(x, b1, s71); }
            if (TRows.Count > 8) { x = TLanes.Broadcast(a2 + (2 * aStride)); s80 = TLanes.MultiplyAdd(x, b0, s80); s81 = TLanes.MultiplyAdd(x, b1, s81); }
            if (TRows.Count > 9) { x = TLanes.Broadcast(a3); s90 = TLanes.MultiplyAdd(x, b0, s90); s91 = TLanes.MultiplyAdd(x, b1, s91); }
            if (TRows.Count > 10) { x = TLanes.Broadcast(a3 + aStride); s100 = TLanes.MultiplyAdd(x, b0, s100); s101 = TLanes.MultiplyAdd(x, b1, s101); }
            if (TRows.Count > 11) { x = TLanes.Broadcast(a3 + (2 * aStride)); s110 = TLanes.MultiplyAdd(x, b0, s110); s111 = TLanes.MultiplyAdd(x, b1, s111); }
            a0++;
            a1++;
            a2++;
            a3++;
            b += WeightPanels.Columns;
        }

        if (TRows.Count > 0) { TLanes.Store(s00, c + (0 * cStride)); TLanes.Store(s01, c + (0 * cStride) + lanes); }
        if (TRows.Count > 1) { TLanes.Store(s10, c + (1 * cStride)); TLanes.Store(s11, c + (1 * cStride) + lanes); }
        if (TRows.Count > 2) { TLanes.Store(s20, c + (2 * cStride)); TLanes.Store(s21, c + (2 * cStride) + lanes); }
        if (TRows.Count > 3) { TLanes.Store(s30, c + (3 * cStride)); TLanes.Store(s31, c + (3 * cStride) + lanes); }
        if (TRows.Count > 4) { TLanes.Store(s40, c + (4 * cStride)); TLanes.Store(s41, c + (4 * cStride) + lanes); }
        if (TRows.Count > 5) { TLanes.Store(s50, c + (5 * cStride)); TLanes.Store(s51, c + (5 * cStride) + lanes); }
        if (TRows.Count > 6) { TLanes.Store(s60, c + (6 * cStride)); TLanes.Store(s61, c + (6 * cStride) + lanes); }
        if (TRows.Count > 7) { TLanes.Store(s70, c + (7 * cStride)); TLanes.Store(s71, c + (7 * cStride) + lanes); }
        if (TRows.Count > 8) { TLanes.Store(s80, c + (8 * cStride)); TLanes.Store(s81, c + (8 * cStride) + lanes); }
        if (TRows.Count > 9) { TLanes.Store(s90, c + (9 * cStride)); TLanes.Store(s91, c + (9 * cStride) + lanes); }
        if (TRows.Count > 10) { TLanes.Store(s100, c + (10 * cStride)); TLanes.Store(s101, c + (10 * cStride) + lanes); }
        if (TRows.Count > 11) { TLanes.Store(s110, c + (11 * cStride)); TLanes.Store(s111, c + (11 * cStride) + lanes); }
    }
}
