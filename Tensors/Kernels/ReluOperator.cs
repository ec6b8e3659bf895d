using System.Numerics;
using System.Runtime.CompilerServices;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>max(x, 0); NaN stays NaN.</summary>
internal readonly struct ReluOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Invoke(float x) => x <= 0 ? 0 : x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Invoke(Vector<float> x) =>
        Vector.ConditionalSelect(Vector.LessThanOrEqual(x, Vector<float>.Zero), Vector<float>.Zero, x);
}
