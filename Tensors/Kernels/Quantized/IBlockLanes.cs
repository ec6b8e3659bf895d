namespace InfernoOrleans.Tensors.Kernels;

/// <summary>What the tiles over quantized blocks need of a vector; its lanes are 32 bits wide, one output each.</summary>
/// <typeparam name="TVector">The vector, of any element: each method says what it takes it for.</typeparam>
internal unsafe interface IBlockLanes<TVector>
    where TVector : unmanaged
{
    /// <summary>The outputs of a vector.</summary>
    static abstract int Count { get; }

    /// <summary>What a dot product adds to each weight: 128 where the instruction wants unsigned weights, which are stored as q + 128; else 0.</summary>
    static abstract int Offset { get; }

    static abstract TVector Load(void* source);

    static abstract void Store(TVector value, float* destination);

    /// <summary>Four bytes in every lane.</summary>
    static abstract TVector Broadcast(sbyte* source);

    /// <summary>An integer in every lane.</summary>
    static abstract TVector Broadcast(int* source);

    /// <summary>Adds to each integer the dot product of four weights, (q + 128) − 128 + <see cref="Offset"/>, and four signed bytes.</summary>
    static abstract TVector Dot(TVector sums, TVector weights, TVector x);

    /// <summary>The low halves of the bytes.</summary>
    static abstract TVector Low(TVector pairs);

    /// <summary>The high halves of the bytes.</summary>
    static abstract TVector High(TVector pairs);

    /// <summary>Adds to 16-bit integers the sums of two neighbouring products of numbers 0 to 15 and signed bytes.</summary>
    static abstract TVector AddPairs(TVector sums, TVector weights, TVector x);

    /// <summary>Adds to integers the sums of two neighbouring 16-bit ones.</summary>
    static abstract TVector AddToIntegers(TVector sums, TVector pairs);

    /// <summary>Halves as FP32, by <see cref="HalfBits"/>.</summary>
    static abstract TVector Widen(void* halves);

    /// <summary>FP32: integers · (scales · factor) + sums, the parentheses rounded, then the whole.</summary>
    static abstract TVector AddScaled(TVector integers, TVector scales, float factor, TVector sums);
}
