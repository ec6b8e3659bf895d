using System.Numerics;
using System.Runtime.Intrinsics;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>A function of one element. All forms give the same bits, so that it doesn't matter which of them an element meets.</summary>
internal interface IUnaryOperator
{
    /// <summary>What the others are held to.</summary>
    static abstract float Invoke(float x);

    /// <summary>256 bits, or 128 where the machine has no more.</summary>
    static abstract Vector<float> Invoke(Vector<float> x);

    /// <summary>512 bits, in the instructions of AVX-512 F.</summary>
    static abstract Vector512<float> Invoke(Vector512<float> x);
}
