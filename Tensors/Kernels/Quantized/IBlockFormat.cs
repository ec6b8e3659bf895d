namespace InfernoOrleans.Tensors.Kernels;

/// <summary>A packed format of quantized weights: groups of 16 outputs, of each its blocks of 32 weights in turn.</summary>
internal unsafe interface IBlockFormat
{
    /// <summary>The bytes of a group's block.</summary>
    static abstract int BlockBytes { get; }

    /// <summary>Where the 16 half scales are in it.</summary>
    static abstract int Scales { get; }

    /// <summary>What the stored integers have more than the weights.</summary>
    static abstract int Offset { get; }

    /// <summary>Adds the product of some rows to a tile of two vectors; the parameters are those of the tiles.</summary>
    static abstract void Tile<TLanes, TVector>(
        int rows, byte* left, byte* leftScales, byte* right, byte* rightScales, in QuantizedRows x, int row, float* c, nint cStride)
        where TLanes : struct, IBlockLanes<TVector>
        where TVector : unmanaged;

    /// <summary>The integer that a weight of a group's block is stored as, less its offset.</summary>
    static abstract int Weight(byte* block, int lane, int k);
}
