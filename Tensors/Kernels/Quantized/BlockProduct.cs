using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>c[M, N] = a[M, K] · W[N, K]ᵀ with quantized W: the rows are quantized, then tiles are laid over the matrix.</summary>
internal static unsafe class BlockProduct<TFormat>
    where TFormat : struct, IBlockFormat
{
    private const int Group = 16;

    private const int CacheLine = 64;

    private const int MaxTileBytes = 6 * 32 * sizeof(float);

    /// <summary>The rows that are quantized at a time: so many stay in the second-level cache beside the weights.</summary>
    public const int RowBlock = 96;

    /// <summary>The FP32 elements of scratch in which rows are quantized.</summary>
    public static int ScratchElements(int rows, int inputs) => QuantizedRows.Elements(Math.Min(rows, RowBlock), inputs);

    /// <summary>Quantizes some of up to <see cref="RowBlock"/> rows into scratch.</summary>
    public static void Prepare(float* a, int rows, int inputs, int firstRow, int lastRow, float* scratch, KernelWidth width) =>
        new QuantizedRows(scratch, rows, inputs).Quantize(a, inputs, firstRow, lastRow, TFormat.Offset, width);

    /// <summary>
    /// The product of prepared rows, plus the bias if there is one, for the outputs from <paramref name="first"/> (a multiple of 32) to before
    /// <paramref name="last"/>.
    /// </summary>
    public static void Multiply<TLanes, TVector>(
        byte* weights, float* bias, float* c, int rows, int inputs, int outputs, int first, int last, float* scratch, Epilogue epilogue, int tileRows)
        where TLanes : struct, IBlockLanes<TVector>
        where TVector : unmanaged =>
        Columns<TLanes, TVector>(new QuantizedRows(scratch, rows, inputs), weights, bias, c, rows, outputs, first, last, epilogue, tileRows);

    /// <summary>The truth: one output after another, its blocks in order. Its scales are what is stored times <paramref name="unit"/>.</summary>
    public static void AccumulateScalar(
        byte* weights, float* c, int rows, int inputs, int outputs, int first, int last, float* scratch, Epilogue epilogue, float unit)
    {
        QuantizedRows x = new(scratch, rows, inputs);
        for (int row = 0; row < rows; row++)
        {
            for (int n = first; n < last; n++)
            {
                float* sum = c + ((nint)row * outputs) + n;
                for (int block = 0; block < x.Blocks; block++)
                {
                    byte* from = Block(weights, n, x.Blocks) + ((nint)block * TFormat.BlockBytes);
                    sbyte* bytes = x.Bytes + ((((nint)row * x.Blocks) + block) * QuantizedRows.Length);
                    int dot = 0;
                    for (int k = 0; k < QuantizedRows.Length; k++)
                    {
                        dot += TFormat.Weight(from, n % Group, k) * bytes[k];
                    }

                    float scale = (float)((Half*)(from + TFormat.Scales))[n % Group] * unit;
                    *sum = float.FusedMultiplyAdd(dot, scale * x.Scales[((nint)block * rows) + row], *sum);
                }
            }

            epilogue.Apply(c + ((nint)row * outputs) + first, outputs, 1, last - first);
        }
    }

    /// <summary>
    /// Tile by tile, each of which is computed beside the matrix and written to it once: another thread may write to the same rows, and
    /// processors fetch what they expect to be wanted next, which takes it from the other.
    /// </summary>
    [SkipLocalsInit]
    private static void Columns<TLanes, TVector>(
        in QuantizedRows x, byte* weights, float* bias, float* c, int rows, int outputs, int first, int last, Epilogue epilogue, int tileRows)
        where TLanes : struct, IBlockLanes<TVector>
        where TVector : unmanaged
    {
        byte* memory = stackalloc byte[MaxTileBytes + CacheLine];
        float* sums = (float*)(((nuint)memory + CacheLine - 1) / CacheLine * CacheLine);
        int columns = 2 * TLanes.Count;
        Debug.Assert(tileRows * columns * sizeof(float) <= MaxTileBytes);
        int tiles = (rows + tileRows - 1) / tileRows;
        x.Fetch();
        for (int column = first; column < last; column += columns)
        {
            byte* left = Block(weights, column, x.Blocks);
            byte* right = Block(weights, column + TLanes.Count, x.Blocks);
            int leftLane = column % Group;
            int rightLane = (column + TLanes.Count) % Group;
            int width = Math.Min(columns, last - column);
            int row = 0;
            for (int tile = 0; tile < tiles; tile++)
            {
                int count = (rows - row) / (tiles - tile);
                Begin(bias == null ? null : bias + column, sums, columns, count, width);
                TFormat.Tile<TLanes, TVector>(
                    count,
                    left + (4 * leftLane),
                    left + TFormat.Scales + (2 * leftLane),
                    right + (4 * rightLane),
                    right + TFormat.Scales + (2 * rightLane),
                    x,
                    row,
                    sums,
                    columns);
                epilogue.Apply(sums, columns, count, width);
                for (int i = 0; i < count; i++)
                {
                    new ReadOnlySpan<float>(sums + (i * columns), width).CopyTo(new Span<float>(c + ((nint)row * outputs) + column, width));
                    row++;
                }
            }
        }
    }

    private static void Begin(float* bias, float* sums, int columns, int rows, int width)
    {
        new Span<float>(sums, rows * columns).Clear();
        for (int row = 0; row < rows && bias != null; row++)
        {
            new ReadOnlySpan<float>(bias, width).CopyTo(new Span<float>(sums + (row * columns), width));
        }
    }

    /// <summary>The first block of the group to which an output belongs.</summary>
    private static byte* Block(byte* weights, int output, int blocks) => weights + (output / Group * (nint)blocks * TFormat.BlockBytes);
}
