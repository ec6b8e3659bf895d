using System.Runtime.CompilerServices;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>
/// c[rows, 3 vectors] += a[rows, K] · b[K, 3 vectors]: four rows of three vectors take fewer loads for each multiplication than six of two, and
/// eight rows fill two such tiles.
/// </summary>
/// <remarks>The sums are the chains of <see cref="PanelTile{TLanes, TVector, TRows}"/>: the same bits.</remarks>
internal static unsafe class TripleTile<TLanes, TVector, TRows>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
    where TRows : struct, IRowCount
{
    /// <summary>Adds the product to the tile.</summary>
    /// <param name="a">The rows of activations.</param>
    /// <param name="aStride">From one of them to the next, in elements.</param>
    /// <param name="b0">The first vector, repeated every <see cref="WeightPanels.Columns"/> elements.</param>
    /// <param name="b1">The second, which may be in the next panel.</param>
    /// <param name="b2">The third.</param>
    /// <param name="c">The tile.</param>
    /// <param name="cStride">From one of its rows to the next, in elements.</param>
    /// <param name="inner">K.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Accumulate(float* a, nint aStride, float* b0, float* b1, float* b2, float* c, nint cStride, nint inner)
    {
        int lanes = TLanes.Count;
        TVector s00 = default, s01 = default, s02 = default;
        TVector s10 = default, s11 = default, s12 = default;
        TVector s20 = default, s21 = default, s22 = default;
        TVector s30 = default, s31 = default, s32 = default;
        if (TRows.Count > 0) { s00 = TLanes.Load(c + (0 * cStride)); s01 = TLanes.Load(c + (0 * cStride) + lanes); s02 = TLanes.Load(c + (0 * cStride) + (2 * lanes)); }
        if (TRows.Count > 1) { s10 = TLanes.Load(c + (1 * cStride)); s11 = TLanes.Load(c + (1 * cStride) + lanes); s12 = TLanes.Load(c + (1 * cStride) + (2 * lanes)); }
        if (TRows.Count > 2) { s20 = TLanes.Load(c + (2 * cStride)); s21 = TLanes.Load(c + (2 * cStride) + lanes); s22 = TLanes.Load(c + (2 * cStride) + (2 * lanes)); }
        if (TRows.Count > 3) { s30 = TLanes.Load(c + (3 * cStride)); s31 = TLanes.Load(c + (3 * cStride) + lanes); s32 = TLanes.Load(c + (3 * cStride) + (2 * lanes)); }

        float* a3 = a + (3 * aStride);
        for (nint k = 0; k < inner * WeightPanels.Columns; k += WeightPanels.Columns)
        {
            TVector v0 = TLanes.Load(b0 + k);
            TVector v1 = TLanes.Load(b1 + k);
            TVector v2 = TLanes.Load(b2 + k);
            TVector x;
            if (TRows.Count > 0) { x = TLanes.Broadcast(a); s00 = TLanes.MultiplyAdd(x, v0, s00); s01 = TLanes.MultiplyAdd(x, v1, s01); s02 = TLanes.MultiplyAdd(x, v2, s02); }
            if (TRows.Count > 1) { x = TLanes.Broadcast(a + aStride); s10 = TLanes.MultiplyAdd(x, v0, s10); s11 = TLanes.MultiplyAdd(x, v1, s11); s12 = TLanes.MultiplyAdd(x, v2, s12); }
            if (TRows.Count > 2) { x = TLanes.Broadcast(a + (2 * aStride)); s20 = TLanes.MultiplyAdd(x, v0, s20); s21 = TLanes.MultiplyAdd(x, v1, s21); s22 = TLanes.MultiplyAdd(x, v2, s22); }
            if (TRows.Count > 3) { x = TLanes.Broadcast(a3); s30 = TLanes.MultiplyAdd(x, v0, s30); s31 = TLanes.MultiplyAdd(x, v1, s31); s32 = TLanes.MultiplyAdd(x, v2, s32); }
            a++;
            a3++;
        }

        if (TRows.Count > 0) { TLanes.Store(s00, c + (0 * cStride)); TLanes.Store(s01, c + (0 * cStride) + lanes); TLanes.Store(s02, c + (0 * cStride) + (2 * lanes)); }
        if (TRows.Count > 1) { TLanes.Store(s10, c + (1 * cStride)); TLanes.Store(s11, c + (1 * cStride) + lanes); TLanes.Store(s12, c + (1 * cStride) + (2 * lanes)); }
        if (TRows.Count > 2) { TLanes.Store(s20, c + (2 * cStride)); TLanes.Store(s21, c + (2 * cStride) + lanes); TLanes.Store(s22, c + (2 * cStride) + (2 * lanes)); }
        if (TRows.Count > 3) { TLanes.Store(s30, c + (3 * cStride)); TLanes.Store(s31, c + (3 * cStride) + lanes); TLanes.Store(s32, c + (3 * cStride) + (2 * lanes)); }
    }
}
