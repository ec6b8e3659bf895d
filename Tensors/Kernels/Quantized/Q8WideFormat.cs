namespace InfernoOrleans.Tensors.Kernels;

/// <summary>Q8_0 in the layout of <see cref="Q8Panels"/>, for machines with 512 bits and AVX-VNNI.</summary>
internal readonly unsafe struct Q8WideFormat : IBlockFormat
{
    public static int BlockBytes => Q8Format.BlockBytes;

    public static int Scales => Q8Format.Scales;

    public static int Offset => Q8Format.Offset;

    // The two vectors are the halves of one group.
    public static void Tile<TLanes, TVector>(
        int rows, byte* left, byte* leftScales, byte* right, byte* rightScales, in QuantizedRows x, int row, float* c, nint cStride)
        where TLanes : struct, IBlockLanes<TVector>
        where TVector : unmanaged
    {
        switch (rows)
        {
            case 1: Q8WideTile<Rows1>.Accumulate(left, x, row, c, cStride); break;
            case 2: Q8WideTile<Rows2>.Accumulate(left, x, row, c, cStride); break;
            case 3: Q8WideTile<Rows3>.Accumulate(left, x, row, c, cStride); break;
            case 4: Q8WideTile<Rows4>.Accumulate(left, x, row, c, cStride); break;
            case 5: Q8WideTile<Rows5>.Accumulate(left, x, row, c, cStride); break;
            default: Q8WideTile<Rows6>.Accumulate(left, x, row, c, cStride); break;
        }
    }

    public static int Weight(byte* block, int lane, int k) => Q8Format.Weight(block, lane, k);
}
