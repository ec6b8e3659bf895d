namespace InfernoOrleans.Tensors.Kernels;

/// <summary>Q4_0 in the layout of <see cref="Q4Panels"/>.</summary>
internal readonly unsafe struct Q4Format : IBlockFormat
{
    public static int BlockBytes => Q4Panels.BlockBytes;

    public static int Scales => Q4Panels.Scales;

    public static int Offset => 8;

    public static void Tile<TLanes, TVector>(
        int rows, byte* left, byte* leftScales, byte* right, byte* rightScales, in QuantizedRows x, int row, float* c, nint cStride)
        where TLanes : struct, IBlockLanes<TVector>
        where TVector : unmanaged
    {
        switch (rows)
        {
            case 1: Q4Tile<TLanes, TVector, Rows1>.Accumulate(left, leftScales, right, rightScales, x, row, c, cStride); break;
            case 2: Q4Tile<TLanes, TVector, Rows2>.Accumulate(left, leftScales, right, rightScales, x, row, c, cStride); break;
            case 3: Q4Tile<TLanes, TVector, Rows3>.Accumulate(left, leftScales, right, rightScales, x, row, c, cStride); break;
            default: Q4Tile<TLanes, TVector, Rows4>.Accumulate(left, leftScales, right, rightScales, x, row, c, cStride); break;
        }
    }

    public static int Weight(byte* block, int lane, int k)
    {
        int j = k % 16;
        int pair = block[(j / 4 * 4 * Q4Panels.Group) + (4 * lane) + (j % 4)];
        return (k < 16 ? pair & 15 : pair >> 4) - Offset;
    }
}
