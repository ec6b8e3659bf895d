using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>c[rows, 8 vectors] += a[rows, K] · b[K, 8 vectors], for so few rows that one panel has too few sums to keep the units busy.</summary>
/// <remarks>The sums are the chains of <see cref="PanelTile{TLanes, TVector, TRows}"/>: the same bits.</remarks>
internal static unsafe class WideTile<TLanes, TVector, TElement, TRows>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
    where TElement : struct, IPanelElement
    where TRows : struct, IRowCount
{
    // Of each panel's stream, in bytes: far enough that memory answers in time.
    private const int Ahead = 4096;

    /// <summary>Adds the product to the tile.</summary>
    /// <param name="a">The rows of activations.</param>
    /// <param name="aStride">From one of them to the next, in elements.</param>
    /// <param name="panels">The panel in which the eight vectors begin, at its first column.</param>
    /// <param name="panelStride">From one panel to the next, in bytes.</param>
    /// <param name="c">The tile.</param>
    /// <param name="cStride">From one of its rows to the next, in elements.</param>
    /// <param name="inner">K.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Accumulate(float* a, nint aStride, byte* panels, nint panelStride, float* c, nint cStride, nint inner)
    {
        int lanes = TLanes.Count;
        int neighbour = lanes * TElement.Bytes;
        byte* b0 = panels;
        byte* b1 = Pair(1, panels, panelStride);
        byte* b2 = Pair(2, panels, panelStride);
        byte* b3 = Pair(3, panels, panelStride);
        TVector s00 = default, s01 = default, s02 = default, s03 = default, s04 = default, s05 = default, s06 = default, s07 = default;
        TVector s10 = default, s11 = default, s12 = default, s13 = default, s14 = default, s15 = default, s16 = default, s17 = default;
        TVector s20 = default, s21 = default, s22 = default, s23 = default, s24 = default, s25 = default, s26 = default, s27 = default;
        if (TRows.Count > 0)
        {
            float* row = c + (0 * cStride);
            s00 = TLanes.Load(row + (0 * lanes));
            s01 = TLanes.Load(row + (1 * lanes));
            s02 = TLanes.Load(row + (2 * lanes));
            s03 = TLanes.Load(row + (3 * lanes));
            s04 = TLanes.Load(row + (4 * lanes));
            s05 = TLanes.Load(row + (5 * lanes));
            s06 = TLanes.Load(row + (6 * lanes));
            s07 = TLanes.Load(row + (7 * lanes));
        }

        if (TRows.Count > 1)
        {
            float* row = c + (1 * cStride);
            s10 = TLanes.Load(row + (0 * lanes));
            s11 = TLanes.Load(row + (1 * lanes));
            s12 = TLanes.Load(row + (2 * lanes));
            s13 = TLanes.Load(row + (3 * lanes));
            s14 = TLanes.Load(row + (4 * lanes));
            s15 = TLanes.Load(row + (5 * lanes));
            s16 = TLanes.Load(row + (6 * lanes));
            s17 = TLanes.Load(row + (7 * lanes));
        }

        if (TRows.Count > 2)
        {
            float* row = c + (2 * cStride);
            s20 = TLanes.Load(row + (0 * lanes));
            s21 = TLanes.Load(row + (1 * lanes));
            s22 = TLanes.Load(row + (2 * lanes));
            s23 = TLanes.Load(row + (3 * lanes));
            s24 = TLanes.Load(row + (4 * lanes));
            s25 = TLanes.Load(row + (5 * lanes));
            s26 = TLanes.Load(row + (6 * lanes));
            s27 = TLanes.Load(row + (7 * lanes));
        }

        for (nint k = inner; k > 0; k--)
        {
            TVector x0 = TLanes.Broadcast(a);
            TVector x1 = TRows.Count > 1 ? TLanes.Broadcast(a + aStride) : default;
            TVector x2 = TRows.Count > 2 ? TLanes.Broadcast(a + (2 * aStride)) : default;
            TVector b;
            b = TLanes.Load<TElement>(b0);
            s00 = TLanes.MultiplyAdd(x0, b, s00);
            if (TRows.Count > 1) { s10 = TLanes.MultiplyAdd(x1, b, s10); }
            if (TRows.Count > 2) { s20 = TLanes.MultiplyAdd(x2, b, s20); }
            b = TLanes.Load<TElement>(b0 + neighbour);
            s01 = TLanes.MultiplyAdd(x0, b, s01);
            if (TRows.Count > 1) { s11 = TLanes.MultiplyAdd(x1, b, s11); }
            if (TRows.Count > 2) { s21 = TLanes.MultiplyAdd(x2, b, s21); }
            b = TLanes.Load<TElement>(b1);
            s02 = TLanes.MultiplyAdd(x0, b, s02);
            if (TRows.Count > 1) { s12 = TLanes.MultiplyAdd(x1, b, s12); }
            if (TRows.Count > 2) { s22 = TLanes.MultiplyAdd(x2, b, s22); }
            b = TLanes.Load<TElement>(b1 + neighbour);
            s03 = TLanes.MultiplyAdd(x0, b, s03);
            if (TRows.Count > 1) { s13 = TLanes.MultiplyAdd(x1, b, s13); }
            if (TRows.Count > 2) { s23 = TLanes.MultiplyAdd(x2, b, s23); }
            b = TLanes.Load<TElement>(b2);
            s04 = TLanes.MultiplyAdd(x0, b, s04);
            if (TRows.Count > 1) { s14 = TLanes.MultiplyAdd(x1, b, s14); }
            if (TRows.Count > 2) { s24 = TLanes.MultiplyAdd(x2, b, s24); }
            b = TLanes.Load<TElement>(b2 + neighbour);
            s05 = TLanes.MultiplyAdd(x0, b, s05);
            if (TRows.Count > 1) { s15 = TLanes.MultiplyAdd(x1, b, s15); }
            if (TRows.Count > 2) { s25 = TLanes.MultiplyAdd(x2, b, s25); }
            b = TLanes.Load<TElement>(b3);
            s06 = TLanes.MultiplyAdd(x0, b, s06);
            if (TRows.Count > 1) { s16 = TLanes.MultiplyAdd(x1, b, s16); }
            if (TRows.Count > 2) { s26 = TLanes.MultiplyAdd(x2, b, s26); }
            b = TLanes.Load<TElement>(b3 + neighbour);
            s07 = TLanes.MultiplyAdd(x0, b, s07);
            if (TRows.Count > 1) { s17 = TLanes.MultiplyAdd(x1, b, s17); }
            if (TRows.Count > 2) { s27 = TLanes.MultiplyAdd(x2, b, s27); }

            if (Sse.IsSupported)
            {
                Sse.Prefetch0(b0 + Ahead);
                Sse.Prefetch0(b1 + Ahead);
                Sse.Prefetch0(b2 + Ahead);
                Sse.Prefetch0(b3 + Ahead);
                if (TLanes.Count * TElement.Bytes == 64)
                {
                    Sse.Prefetch0(b0 + 64 + Ahead);
                    Sse.Prefetch0(b1 + 64 + Ahead);
                    Sse.Prefetch0(b2 + 64 + Ahead);
                    Sse.Prefetch0(b3 + 64 + Ahead);
                }
            }

            a++;
            b0 += WeightPanels.Columns * TElement.Bytes;
            b1 += WeightPanels.Columns * TElement.Bytes;
            b2 += WeightPanels.Columns * TElement.Bytes;
            b3 += WeightPanels.Columns * TElement.Bytes;
        }

        if (TRows.Count > 0)
        {
            float* row = c + (0 * cStride);
            TLanes.Store(s00, row + (0 * lanes));
            TLanes.Store(s01, row + (1 * lanes));
            TLanes.Store(s02, row + (2 * lanes));
            TLanes.Store(s03, row + (3 * lanes));
            TLanes.Store(s04, row + (4 * lanes));
            TLanes.Store(s05, row + (5 * lanes));
            TLanes.Store(s06, row + (6 * lanes));
            TLanes.Store(s07, row + (7 * lanes));
        }

        if (TRows.Count > 1)
        {
            float* row = c + (1 * cStride);
            TLanes.Store(s10, row + (0 * lanes));
            TLanes.Store(s11, row + (1 * lanes));
            TLanes.Store(s12, row + (2 * lanes));
            TLanes.Store(s13, row + (3 * lanes));
            TLanes.Store(s14, row + (4 * lanes));
            TLanes.Store(s15, row + (5 * lanes));
            TLanes.Store(s16, row + (6 * lanes));
            TLanes.Store(s17, row + (7 * lanes));
        }

        if (TRows.Count > 2)
        {
            float* row = c + (2 * cStride);
            TLanes.Store(s20, row + (0 * lanes));
            TLanes.Store(s21, row + (1 * lanes));
            TLanes.Store(s22, row + (2 * lanes));
            TLanes.Store(s23, row + (3 * lanes));
            TLanes.Store(s24, row + (4 * lanes));
            TLanes.Store(s25, row + (5 * lanes));
            TLanes.Store(s26, row + (6 * lanes));
            TLanes.Store(s27, row + (7 * lanes));
        }
    }

    /// <summary>Where two neighbouring vectors of the tile are at k = 0.</summary>
    private static byte* Pair(int index, byte* panels, nint panelStride)
    {
        int column = 2 * index * TLanes.Count;
        return panels + (column / WeightPanels.Columns * panelStride) + (column % WeightPanels.Columns * TElement.Bytes);
    }
}
