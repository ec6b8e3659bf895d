using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>c[M, N] = a[M, K] · b[K, N], whatever the strides; c overlaps nothing.</summary>
/// <remarks>
/// c[m, n] is 0 to which a[m, k] · b[k, n] is added for k = 0, 1, … K − 1, each product and sum rounded once. That is the order for every
/// shape, stride and width, so a view gives the bits of its copy, and NaN and infinity go where IEEE sends them.
/// </remarks>
internal static unsafe class MatrixProduct
{
    /// <summary>The most of K that is packed at a time; a multiple of the longest block of numbers.</summary>
    public const int InnerBlock = 256;

    // Four panels of 256 × 32 and 192 rows of 256 make 320 KB: the share of a second-level cache that the kernel streams from.
    private const int ColumnBlock = 4 * WeightPanels.Columns;
    private const int RowBlock = 192;

    // Fewer rows use what is packed too seldom to pay for it.
    private const int RowsWorthPacking = 4;

    private const int PackedElements = InnerBlock * ColumnBlock;
    private const int CopiedElements = RowBlock * InnerBlock;
    private const int StagedElements = RowBlock * ColumnBlock;
    private const int CacheLine = 64;

    // What the kernel itself wants.
    private static readonly int KernelElements = PanelWeights<SingleElement>.ScratchElements(RowBlock, ColumnBlock);

    // 416 KB for each thread that multiplies, kept: so a product allocates nothing.
    [ThreadStatic]
    private static float[]? scratch;

    public static void Apply<TSource>(Matrix a, TSource b, Matrix c)
        where TSource : struct, IPanelSource
    {
        Debug.Assert(a.Rows == c.Rows && b.Columns == c.Columns);
        if (c.Rows == 0 || c.Columns == 0)
        {
            return;
        }

        if (c.Rows < RowsWorthPacking && c.ColumnStride == 1 && (a.Columns == 0 || b.Row(0) != null))
        {
            ApplyRows(a, b, c);
            return;
        }

        // On the heap of pinned objects, so its address stays.
        scratch ??= GC.AllocateUninitializedArray<float>(
            PackedElements + CopiedElements + StagedElements + KernelElements + (CacheLine / sizeof(float)), pinned: true);
        float* packed = (float*)(((nint)Unsafe.AsPointer(ref scratch[0]) + CacheLine - 1) & -CacheLine);
        for (int column = 0; column < c.Columns; column += ColumnBlock)
        {
            int width = Math.Min(ColumnBlock, c.Columns - column);
            for (int row = 0; row < c.Rows; row += RowBlock)
            {
                int rows = Math.Min(RowBlock, c.Rows - row);
                Matrix part = new(c.At(row, column), rows, width, (int)c.RowStride, (int)c.ColumnStride);
                Matrix left = new(a.At(row, 0), rows, a.Columns, (int)a.RowStride, (int)a.ColumnStride);
                ApplyBlock(left, b, column, part, packed);
            }
        }
    }

    /// <summary>A block of c, over all of K.</summary>
    private static void ApplyBlock<TSource>(Matrix a, TSource b, int column, Matrix c, float* packed)
        where TSource : struct, IPanelSource
    {
        float* copied = packed + PackedElements;
        bool staged = c.ColumnStride != 1;
        Matrix sums = staged ? new(copied + CopiedElements, c.Rows, c.Columns, c.Columns, 1) : c;
        for (int row = 0; row < c.Rows; row++)
        {
            new Span<float>(sums.At(row, 0), c.Columns).Clear();
        }

        for (int k = 0; k < a.Columns; k += InnerBlock)
        {
            int inner = Math.Min(InnerBlock, a.Columns - k);
            b.Pack(k, inner, column, c.Columns, packed);
            float* left = a.Start;
            if (inner != a.Columns || a.RowStride != inner || a.ColumnStride != 1)
            {
                left = copied;
                for (int row = 0; row < a.Rows; row++)
                {
                    StridedCopy.Gather(a.At(row, k), a.ColumnStride, new Span<float>(left + (row * inner), inner));
                }
            }

            Accumulate(left, inner, packed, sums, copied + CopiedElements + StagedElements);
        }

        for (int row = 0; staged && row < c.Rows; row++)
        {
            StridedCopy.Scatter(new ReadOnlySpan<float>(sums.At(row, 0), c.Columns), c.At(row, 0), c.ColumnStride);
        }
    }

    /// <summary>c += a · the panels, at the widest form that runs here.</summary>
    private static void Accumulate(float* a, int inner, float* panels, Matrix c, float* kernel)
    {
        byte* bytes = (byte*)panels;
        int stride = (int)c.RowStride;
        switch (KernelWidths.Widest)
        {
            case KernelWidth.Vector512:
                PanelProduct<Lanes512, Vector512<float>, SingleElement>.Accumulate(
                    a, bytes, c.Start, c.Rows, inner, stride, 0, c.Columns, kernel, Epilogue.None);
                break;
            case KernelWidth.Vector256:
                PanelProduct<Lanes256, Vector256<float>, SingleElement>.Accumulate(
                    a, bytes, c.Start, c.Rows, inner, stride, 0, c.Columns, kernel, Epilogue.None);
                break;
            case KernelWidth.Vector128:
                PanelProduct<Lanes128, Vector128<float>, SingleElement>.Accumulate(
                    a, bytes, c.Start, c.Rows, inner, stride, 0, c.Columns, kernel, Epilogue.None);
                break;
            default:
                for (int panel = 0; panel < c.Columns; panel += WeightPanels.Columns)
                {
                    MatrixPanels source = new(new(panels + (panel * inner), inner, WeightPanels.Columns, WeightPanels.Columns, 1));
                    int width = Math.Min(WeightPanels.Columns, c.Columns - panel);
                    AddRows(new(a, c.Rows, inner, inner, 1), source, new(c.At(0, panel), c.Rows, width, stride, 1));
                }

                break;
        }
    }

    private static void ApplyRows<TSource>(Matrix a, TSource b, Matrix c)
        where TSource : struct, IPanelSource
    {
        for (int row = 0; row < c.Rows; row++)
        {
            new Span<float>(c.At(row, 0), c.Columns).Clear();
        }

        AddRows(a, b, c);
    }

    private static void AddRows<TSource>(Matrix a, TSource b, Matrix c)
        where TSource : struct, IPanelSource
    {
        for (int row = 0; row < c.Rows; row++)
        {
            for (int k = 0; k < a.Columns; k++)
            {
                AddScaled(*a.At(row, k), b.Row(k), c.At(row, 0), c.Columns);
            }
        }
    }

    // Row by row of b: contiguous reads, and c's row stays in the first-level cache.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddScaled(float factor, float* source, float* destination, int count)
    {
        Vector<float> factors = new(factor);
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Store(Vector.FusedMultiplyAdd(factors, Vector.Load(source + i), Vector.Load(destination + i)), destination + i);
        }

        for (; i < count; i++)
        {
            destination[i] = float.FusedMultiplyAdd(factor, source[i], destination[i]);
        }
    }
}
