using System.Numerics;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>A function of one element. Both forms give the same bits, so that it doesn't matter which of them an element meets.</summary>
internal interface IUnaryOperator
{
    static abstract float Invoke(float x);

    static abstract Vector<float> Invoke(Vector<float> x);
}
