using System.Runtime.CompilerServices;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>c[M, N] += a[M, K] · W[N, K]ᵀ with W in panels: how the tiles are laid over the matrix.</summary>
/// <remarks>
/// K is cut into blocks so that a panel's block stays in the cache for all rows. A block continues the sums that the one before left in c:
/// the chain of each output is the same as without blocks, whatever M is.
/// </remarks>
internal static unsafe class PanelProduct<TLanes, TVector, TElement>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
    where TElement : struct, IPanelElement
{
    private const int InnerBlock = 512;
    private const int RowBlock = 192;

    // 4 KB of the panel's stream.
    private const int Ahead = 1024;

    // Beyond this many outputs a copy of the rows costs less than the misses it saves.
    private const int OutputsWorthACopy = 256;

    // A row of the copy: its cache lines must not meet those of the next rows in the same sets.
    private const int CopyStride = InnerBlock + 16;

    // A panel's block as FP32, where it is stored otherwise: the tiles that share it widen it once.
    private static int WideElements => TElement.Bytes == sizeof(float) ? 0 : InnerBlock * WeightPanels.Columns;

    private static int TileColumns => 2 * TLanes.Count;

    private static int WideColumns => 8 * TLanes.Count;

    /// <summary>The elements of scratch that <see cref="Accumulate"/> wants for <paramref name="rows"/> rows, the same at every width.</summary>
    public static int ScratchElements(int rows, int outputs) => WideElements + (Copies(rows, outputs) ? Math.Min(rows, RowBlock) * CopyStride : 0);

    private static bool Copies(int rows, int outputs) => rows > 1 && outputs > OutputsWorthACopy;

    /// <summary>Adds the product for the outputs from <paramref name="first"/> (a multiple of 32) to before <paramref name="last"/>.</summary>
    public static void Accumulate(
        float* a, byte* panels, float* c, int rows, int inputs, int outputs, int first, int last, float* scratch, Epilogue epilogue)
    {
        nint panelStride = (nint)WeightPanels.Columns * inputs * TElement.Bytes;
        if (rows <= TLanes.WideRows)
        {
            for (; first <= last - WideColumns; first += WideColumns)
            {
                byte* panel = panels + (first / WeightPanels.Columns * panelStride);
                Wide(rows, a, inputs, panel, panelStride, c + first, outputs, inputs);
                epilogue.Apply(c + first, outputs, rows, WideColumns);
            }
        }

        bool copies = Copies(rows, last - first);
        for (int k = 0; k < inputs; k += InnerBlock)
        {
            int inner = Math.Min(InnerBlock, inputs - k);
            Epilogue after = k + inner == inputs ? epilogue : Epilogue.None;
            byte* b = panels + ((nint)k * WeightPanels.Columns * TElement.Bytes);
            for (int row = 0; row < rows; row += RowBlock)
            {
                int count = Math.Min(RowBlock, rows - row);
                float* block = a + ((nint)row * inputs) + k;
                nint stride = inputs;
                if (copies)
                {
                    Copy(block, stride, scratch + WideElements, count, inner);
                    block = scratch + WideElements;
                    stride = CopyStride;
                }

                Columns(block, stride, b, panelStride, c + ((nint)row * outputs), count, outputs, first, last, inner, scratch, after);
            }
        }
    }

    /// <summary>All rows over a range of columns, tile by tile: a column's panel stays in the cache while the rows pass.</summary>
    [SkipLocalsInit]
    private static void Columns(
        float* a, nint aStride, byte* panels, nint panelStride, float* c, int rows, int outputs, int first, int last, int inner, float* wide, Epilogue after)
    {
        float* edge = stackalloc float[12 * 32];
        int tiles = (rows + TLanes.TileRows - 1) / TLanes.TileRows;
        for (int column = first; column < last; column += TileColumns)
        {
            byte* panel = panels + (column / WeightPanels.Columns * panelStride);
            float* b = (float*)panel;
            if (TElement.Bytes != sizeof(float))
            {
                if (column % WeightPanels.Columns == 0 || column == first)
                {
                    WeightPanels.Widen<TLanes, TVector, TElement>(panel, wide, inner);
                }

                b = wide;
            }

            b += column % WeightPanels.Columns;
            int width = Math.Min(TileColumns, last - column);
            nint step = WeightPanels.Columns * TElement.Bytes / sizeof(float) / tiles;
            int row = 0;
            for (int tile = 0; tile < tiles; tile++)
            {
                // Shares of equal size: a last tile of one row would leave most of the units idle.
                int count = (rows - row) / (tiles - tile);
                float* from = a + (row * aStride);
                float* to = c + ((nint)row * outputs) + column;

                // One tile reads the panel as it comes; of several, each fetches its share of the next panel while this one is in the cache.
                float* ahead = tiles == 1 && TElement.Bytes == sizeof(float) ? b + Ahead : (float*)(panel + panelStride) + (tile * step * inner);
                if (width == TileColumns)
                {
                    Tile(count, from, aStride, b, to, outputs, inner, ahead, step);
                }
                else
                {
                    Move(to, outputs, edge, TileColumns, count, width);
                    Tile(count, from, aStride, b, edge, TileColumns, inner, ahead, step);
                    Move(edge, TileColumns, to, outputs, count, width);
                }

                after.Apply(to, outputs, count, width);
                row += count;
            }
        }
    }

    private static void Move(float* from, nint fromStride, float* to, nint toStride, int rows, int width)
    {
        for (int row = 0; row < rows; row++)
        {
            new ReadOnlySpan<float>(from + (row * fromStride), width).CopyTo(new Span<float>(to + (row * toStride), width));
        }
    }

    private static void Copy(float* rows, nint stride, float* scratch, int count, int inner)
    {
        for (int row = 0; row < count; row++)
        {
            new ReadOnlySpan<float>(rows + (row * stride), inner).CopyTo(new Span<float>(scratch + (row * CopyStride), inner));
        }
    }

    private static void Wide(int rows, float* a, nint aStride, byte* panels, nint panelStride, float* c, nint cStride, nint inner)
    {
        switch (rows)
        {
            case 1: WideTile<TLanes, TVector, TElement, Rows1>.Accumulate(a, aStride, panels, panelStride, c, cStride, inner); break;
            case 2: WideTile<TLanes, TVector, TElement, Rows2>.Accumulate(a, aStride, panels, panelStride, c, cStride, inner); break;
            default: WideTile<TLanes, TVector, TElement, Rows3>.Accumulate(a, aStride, panels, panelStride, c, cStride, inner); break;
        }
    }

    private static void Tile(int rows, float* a, nint aStride, float* b, float* c, nint cStride, nint inner, float* ahead, nint step)
    {
        switch (rows)
        {
            case 1: PanelTile<TLanes, TVector, Rows1>.Accumulate(a, aStride, b, c, cStride, inner, ahead, step); break;
            case 2: PanelTile<TLanes, TVector, Rows2>.Accumulate(a, aStride, b, c, cStride, inner, ahead, step); break;
            case 3: PanelTile<TLanes, TVector, Rows3>.Accumulate(a, aStride, b, c, cStride, inner, ahead, step); break;
            case 4: PanelTile<TLanes, TVector, Rows4>.Accumulate(a, aStride, b, c, cStride, inner, ahead, step); break;
            case 5: PanelTile<TLanes, TVector, Rows5>.Accumulate(a, aStride, b, c, cStride, inner, ahead, step); break;
            case 6: PanelTile<TLanes, TVector, Rows6>.Accumulate(a, aStride, b, c, cStride, inner, ahead, step); break;
            case 7: PanelTile<TLanes, TVector, Rows7>.Accumulate(a, aStride, b, c, cStride, inner, ahead, step); break;
            case 8: PanelTile<TLanes, TVector, Rows8>.Accumulate(a, aStride, b, c, cStride, inner, ahead, step); break;
            case 9: PanelTile<TLanes, TVector, Rows9>.Accumulate(a, aStride, b, c, cStride, inner, ahead, step); break;
            case 10: PanelTile<TLanes, TVector, Rows10>.Accumulate(a, aStride, b, c, cStride, inner, ahead, step); break;
            case 11: PanelTile<TLanes, TVector, Rows11>.Accumulate(a, aStride, b, c, cStride, inner, ahead, step); break;
            default: PanelTile<TLanes, TVector, Rows12>.Accumulate(a, aStride, b, c, cStride, inner, ahead, step); break;
        }
    }
}
