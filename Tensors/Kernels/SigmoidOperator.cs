using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>1 / (1 + e⁻ˣ) within 4 ulp; NaN stays NaN.</summary>
/// <remarks>Of negative numbers it is eˣ / (1 + eˣ), which is the same and cannot overflow: e to the power of −|x| serves both.</remarks>
internal readonly struct SigmoidOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Invoke(float x)
    {
        float e = ExpOperator.Invoke(-float.Abs(x));
        return (x >= 0 ? 1f : e) / (1f + e);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Invoke(Vector<float> x)
    {
        Vector<float> e = ExpOperator.Invoke(-Vector.Abs(x));
        return Vector.ConditionalSelect(Vector.GreaterThanOrEqual(x, Vector<float>.Zero), Vector<float>.One, e) / (Vector<float>.One + e);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Invoke(Vector512<float> x)
    {
        Vector512<float> e = ExpOperator.Invoke(-Vector512.Abs(x));
        return Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(x, Vector512<float>.Zero), Vector512<float>.One, e) / (Vector512<float>.One + e);
    }
}
