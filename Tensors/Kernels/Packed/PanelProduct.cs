using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

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
    /// <summary>The most rows of a product.</summary>
    public const int RowBlock = 192;

    private const int InnerBlock = 512;

    // Few rows pass over a block in triples, which find more of a shorter one in the first-level cache.
    private const int TripleInnerBlock = 256;

    // One tile has no use for a block of the weights again; what it gains from blocks is that its rows stay in the first-level cache.
    private const int SingleTileInnerBlock = 1024;

    // Of so many rows triples are faster: fewer fit in one pass of pairs, more keep a block in the second-level cache anyhow.
    private const int LeastTripleRows = 7;
    private const int MostTripleRows = 24;

    // 4 KB of the panel's stream.
    private const int Ahead = 1024;

    // What a third-level cache may hold the processor fetches in time by itself, and asking for it takes slots from the loads.
    private const long CachedBytes = 16 << 20;

    // Beyond this many outputs a copy of the rows costs less than the misses it saves.
    private const int OutputsWorthACopy = 256;

    // Vectors that cross cache lines take twice as long to load, and the stack may begin anywhere.
    private const int CacheLine = 64;
    private const int LineElements = CacheLine / sizeof(float);

    // A row of the copy: its cache lines must not meet those of the next rows in the same sets.
    private const int CopyStride = InnerBlock + 16;

    private static int TileColumns => 2 * TLanes.Count;

    private static int WideColumns => 8 * TLanes.Count;

    /// <summary>The elements of scratch that <see cref="Accumulate"/> wants for <paramref name="rows"/> rows, the same at every width.</summary>
    public static int ScratchElements(int rows, int outputs) => Copies(rows, outputs) ? Math.Min(rows, RowBlock) * CopyStride : 0;

    private static bool Copies(int rows, int outputs) => rows > 1 && outputs > OutputsWorthACopy;

    /// <summary>Adds the product for the outputs from <paramref name="first"/> (a multiple of 32) to before <paramref name="last"/>.</summary>
    /// <remarks>Scratch, of which only this call may know, can be absent: threads that share a product have none, and read the rows where they are.</remarks>
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

        bool single = IsSingleTile(rows);
        bool copies = scratch != null && !single && Copies(rows, last - first);
        int longest = single ? SingleTileInnerBlock : UsesTriples(rows) ? TripleInnerBlock : InnerBlock;
        for (int k = 0; k < inputs; k += longest)
        {
            int inner = Math.Min(longest, inputs - k);
            Epilogue after = k + inner == inputs ? epilogue : Epilogue.None;
            byte* b = panels + ((nint)k * WeightPanels.Columns * TElement.Bytes);
            float* block = a + k;
            nint stride = inputs;
            if (copies)
            {
                Copy(block, stride, scratch, rows, inner);
                block = scratch;
                stride = CopyStride;
            }

            Columns(block, stride, b, panelStride, c, rows, outputs, first, last, inner, after);
        }
    }

    /// <summary>All rows over a range of columns, tile by tile: a column's panel stays in the cache while the rows pass.</summary>
    [SkipLocalsInit]
    private static void Columns(
        float* a, nint aStride, byte* panels, nint panelStride, float* c, int rows, int outputs, int first, int last, int inner, Epilogue after)
    {
        float* edge = stackalloc float[12 * 32];

        // A panel's block as FP32, where it is stored otherwise: the tiles that share it widen it once.
        float* wide = stackalloc float[TElement.Bytes == sizeof(float) ? 1 : (InnerBlock * WeightPanels.Columns) + LineElements];
        wide = (float*)(((nuint)wide + CacheLine - 1) / CacheLine * CacheLine);
        if (UsesTriples(rows))
        {
            first = Triples(a, aStride, panels, panelStride, c, rows, outputs, first, last, inner, after);
        }

        int tiles = (rows + TLanes.TileRows - 1) / TLanes.TileRows;
        bool cached = panelStride * WeightPanels.PanelCount(outputs) <= CachedBytes;
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
                float* ahead = (float*)(panel + panelStride) + (tile * step * inner);
                nint aheadStep = step;
                if (tiles == 1 && TElement.Bytes == sizeof(float))
                {
                    ahead = cached ? b : b + Ahead;
                    aheadStep = cached ? 0 : step;
                }

                if (tile + 1 < tiles || column + TileColumns < last)
                {
                    PrefetchTile(tile + 1 < tiles ? to + (count * (nint)outputs) : c + column + TileColumns, outputs, count);
                }

                if (width == TileColumns)
                {
                    Tile(count, from, aStride, b, to, outputs, inner, ahead, aheadStep);
                }
                else
                {
                    Move(to, outputs, edge, TileColumns, count, width);
                    Tile(count, from, aStride, b, edge, TileColumns, inner, ahead, aheadStep);
                    Move(edge, TileColumns, to, outputs, count, width);
                }

                after.Apply(to, outputs, count, width);
                row += count;
            }
        }
    }

    /// <summary>The columns that fill pairs of triples, so that the rest begins where a pair of vectors does. Returns where they end.</summary>
    private static int Triples(
        float* a, nint aStride, byte* panels, nint panelStride, float* c, int rows, int outputs, int first, int last, int inner, Epilogue after)
    {
        int width = 3 * TLanes.Count;
        int end = first + ((last - first) / (2 * width) * 2 * width);
        int tiles = (rows + 3) / 4;
        for (; first < end; first += width)
        {
            float* b0 = Vector(panels, panelStride, first);
            float* b1 = Vector(panels, panelStride, first + TLanes.Count);
            float* b2 = Vector(panels, panelStride, first + (2 * TLanes.Count));
            int row = 0;
            for (int tile = 0; tile < tiles; tile++)
            {
                int count = (rows - row) / (tiles - tile);
                float* from = a + (row * aStride);
                float* to = c + ((nint)row * outputs) + first;
                switch (count)
                {
                    case 1: TripleTile<TLanes, TVector, Rows1>.Accumulate(from, aStride, b0, b1, b2, to, outputs, inner); break;
                    case 2: TripleTile<TLanes, TVector, Rows2>.Accumulate(from, aStride, b0, b1, b2, to, outputs, inner); break;
                    case 3: TripleTile<TLanes, TVector, Rows3>.Accumulate(from, aStride, b0, b1, b2, to, outputs, inner); break;
                    default: TripleTile<TLanes, TVector, Rows4>.Accumulate(from, aStride, b0, b1, b2, to, outputs, inner); break;
                }

                after.Apply(to, outputs, count, width);
                row += count;
            }
        }

        return first;
    }

    private static float* Vector(byte* panels, nint panelStride, int column) =>
        (float*)(panels + (column / WeightPanels.Columns * panelStride)) + (column % WeightPanels.Columns);

    /// <summary>For FP32 and the 16 registers of the narrower machines; a wider one holds twelve rows of pairs.</summary>
    private static bool UsesTriples(int rows) =>
        TElement.Bytes == sizeof(float) && TLanes.TileRows < 12 && rows is >= LeastTripleRows and <= MostTripleRows;

    /// <summary>On machines whose registers hold twelve rows of pairs: few of FP32 are computed as one tile, unblocked but for very long rows.</summary>
    private static bool IsSingleTile(int rows) => TElement.Bytes == sizeof(float) && TLanes.TileRows >= 12 && rows <= TLanes.TileRows;

    /// <summary>The sums of the next tile: they begin in memory, which would keep the first multiplications waiting.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PrefetchTile(float* c, nint stride, int rows)
    {
        if (Sse.IsSupported)
        {
            for (int row = 0; row < rows; row++)
            {
                Sse.Prefetch0(c);
                Sse.Prefetch0(c + TLanes.Count);
                c += stride;
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
