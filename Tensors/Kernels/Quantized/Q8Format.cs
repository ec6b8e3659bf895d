namespace InfernoOrleans.Tensors.Kernels;

/// <summary>Q8_0 in the layout of <see cref="Q8Panels"/>.</summary>
internal readonly unsafe struct Q8Format : IBlockFormat
{
    public static int BlockBytes => Q8Panels.BlockBytes;

    public static int Scales => Q8Panels.Scales;

    public static int Offset => 128;

    public static void Tile<TLanes, TVector>(
        int rows, byte* left, byte* leftScales, byte* right, byte* rightScales, in QuantizedRows x, int row, float* c, nint cStride)
        where TLanes : struct, IBlockLanes<TVector>
        where TVector : unmanaged
    {
        switch (rows)
        {
            case 1: Q8Tile<TLanes, TVector, Rows1>.Accumulate(left, leftScales, right, rightScales, x, row, c, cStride); break;
            case 2: Q8Tile<TLanes, TVector, Rows2>.Accumulate(left, leftScales, right, rightScales, x, row, c, cStride); break;
            case 3: Q8Tile<TLanes, TVector, Rows3>.Accumulate(left, leftScales, right, rightScales, x, row, c, cStride); break;
            case 4: Q8Tile<TLanes, TVector, Rows4>.Accumulate(left, leftScales, right, rightScales, x, row, c, cStride); break;
            case 5: Q8Tile<TLanes, TVector, Rows5>.Accumulate(left, leftScales, right, rightScales, x, row, c, cStride); break;
            default: Q8Tile<TLanes, TVector, Rows6>.Accumulate(left, leftScales, right, rightScales, x, row, c, cStride); break;
        }
    }

    public static int Weight(byte* block, int lane, int k) => block[(k / 4 * 4 * Q8Panels.Group) + (4 * lane) + (k % 4)] - Offset;
}
