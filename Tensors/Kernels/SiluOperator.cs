using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>x / (1 + e⁻ˣ); −0 at −∞, NaN stays NaN.</summary>
internal readonly struct SiluOperator : IUnaryOperator
{
    // Below it the result is −0 anyway, and −∞ / ∞ would be NaN.
    private const float Lowest = -1000f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Invoke(float x)
    {
        x = x < Lowest ? Lowest : x;
        return x / (1f + ExpOperator.Invoke(-x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Invoke(Vector<float> x)
    {
        Vector<float> lowest = new(Lowest);
        x = Vector.ConditionalSelect(Vector.LessThan(x, lowest), lowest, x);
        return x / (Vector<float>.One + ExpOperator.Invoke(-x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Invoke(Vector512<float> x)
    {
        Vector512<float> lowest = Vector512.Create(Lowest);
        x = Vector512.ConditionalSelect(Vector512.LessThan(x, lowest), lowest, x);
        return x / (Vector512<float>.One + ExpOperator.Invoke(-x));
    }
}
