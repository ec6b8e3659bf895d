namespace InfernoOrleans.Tensors.Kernels;

/// <summary>What the FP32 tiles need of a vector, so that each tile is written once for every width.</summary>
/// <typeparam name="TVector">The vector.</typeparam>
internal unsafe interface ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>The elements of a vector.</summary>
    static abstract int Count { get; }

    /// <summary>The rows whose sums fit in the registers when each row has two vectors.</summary>
    static abstract int TileRows { get; }

    /// <summary>The rows whose sums fit in the registers when each row has eight vectors.</summary>
    static abstract int WideRows { get; }

    static abstract TVector Load(float* source);

    /// <summary>Weights as FP32.</summary>
    static abstract TVector Load<TElement>(byte* weights)
        where TElement : struct, IPanelElement;

    static abstract void Store(TVector value, float* destination);

    /// <summary>One element in every lane.</summary>
    static abstract TVector Broadcast(float* source);

    /// <summary>a · b + c, rounded once.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);
}
