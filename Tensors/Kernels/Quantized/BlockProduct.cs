using System.Runtime.CompilerServices;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>c[M, N] += a[M, K] · W[N, K]ᵀ with quantized W: the rows are quantized, then tiles are laid over the matrix.</summary>
internal static unsafe class BlockProduct<TFormat>
    where TFormat : struct, IBlockFormat
{
    private const int Group = 16;

    // Of so many rows the quantized form stays in the second-level cache beside the weights.
    private const int RowBlock = 96;

    /// <summary>The FP32 elements of scratch that <see cref="Accumulate{TLanes, TVector}"/> wants.</summary>
    public static int ScratchElements(int rows, int inputs) => QuantizedRows.Elements(Math.Min(rows, RowBlock), inputs);

    /// <summary>Adds the product for the outputs from <paramref name="first"/> (a multiple of 32) to before <paramref name="last"/>.</summary>
    public static void Accumulate<TLanes, TVector>(
        float* a, byte* weights, float* c, int rows, int inputs, int outputs, int first, int last, float* scratch, Epilogue epilogue, int tileRows, KernelWidth width)
        where TLanes : struct, IBlockLanes<TVector>
        where TVector : unmanaged
    {
        for (int row = 0; row < rows; row += RowBlock)
        {
            int count = Math.Min(RowBlock, rows - row);
            QuantizedRows x = new(scratch, count, inputs);
            x.Quantize(a + ((nint)row * inputs), inputs, width);
            Columns<TLanes, TVector>(x, weights, c + ((nint)row * outputs), count, outputs, first, last, epilogue, tileRows);
        }
    }

    /// <summary>The truth: one output after another, its blocks in order. Its scales are what is stored times <paramref name="unit"/>.</summary>
    public static void AccumulateScalar(
        float* a, byte* weights, float* c, int rows, int inputs, int outputs, int first, int last, float* scratch, Epilogue epilogue, float unit)
    {
        for (int row = 0; row < rows; row++)
        {
            QuantizedRows x = new(scratch, 1, inputs);
            x.Quantize(a + ((nint)row * inputs), inputs, KernelWidth.Scalar);
            for (int n = first; n < last; n++)
            {
                float* sum = c + ((nint)row * outputs) + n;
                for (int block = 0; block < x.Blocks; block++)
                {
                    byte* from = Block(weights, n, x.Blocks) + ((nint)block * TFormat.BlockBytes);
                    int dot = 0;
                    for (int k = 0; k < QuantizedRows.Length; k++)
                    {
                        dot += TFormat.Weight(from, n % Group, k) * x.Bytes[((nint)block * QuantizedRows.Length) + k];
                    }

                    float scale = (float)((Half*)(from + TFormat.Scales))[n % Group] * unit;
                    *sum = float.FusedMultiplyAdd(dot, scale * x.Scales[block], *sum);
                }
            }

            epilogue.Apply(c + ((nint)row * outputs) + first, outputs, 1, last - first);
        }
    }

    [SkipLocalsInit]
    private static void Columns<TLanes, TVector>(
        in QuantizedRows x, byte* weights, float* c, int rows, int outputs, int first, int last, Epilogue epilogue, int tileRows)
        where TLanes : struct, IBlockLanes<TVector>
        where TVector : unmanaged
    {
        float* edge = stackalloc float[6 * 32];
        int columns = 2 * TLanes.Count;
        int tiles = (rows + tileRows - 1) / tileRows;
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
                float* to = c + ((nint)row * outputs) + column;
                float* target = width == columns ? to : edge;
                nint stride = width == columns ? outputs : columns;
                if (width < columns)
                {
                    Move(to, outputs, edge, columns, count, width);
                }

                TFormat.Tile<TLanes, TVector>(
                    count,
                    left + (4 * leftLane),
                    left + TFormat.Scales + (2 * leftLane),
                    right + (4 * rightLane),
                    right + TFormat.Scales + (2 * rightLane),
                    x,
                    row,
                    target,
                    stride);
                if (width < columns)
                {
                    Move(edge, columns, to, outputs, count, width);
                }

                epilogue.Apply(to, outputs, count, width);
                row += count;
            }
        }
    }

    /// <summary>The first block of the group to which an output belongs.</summary>
    private static byte* Block(byte* weights, int output, int blocks) => weights + (output / Group * (nint)blocks * TFormat.BlockBytes);

    private static void Move(float* from, nint fromStride, float* to, nint toStride, int rows, int width)
    {
        for (int row = 0; row < rows; row++)
        {
            new ReadOnlySpan<float>(from + (row * fromStride), width).CopyTo(new Span<float>(to + (row * toStride), width));
        }
    }
}
