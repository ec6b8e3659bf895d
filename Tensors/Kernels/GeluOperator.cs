using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³))): the tanh form of GELU (arXiv:1606.08415); −0 at −∞, NaN stays NaN.</summary>
/// <remarks>Computed as x / (1 + e^(−2u)), which is the same and keeps its digits where tanh u is near −1.</remarks>
internal readonly struct GeluOperator : IUnaryOperator
{
    // Below it the result is −0 anyway, and −∞ / ∞ would be NaN.
    private const float Lowest = -1000f;

    // −2·√(2/π), and that times 0.044715.
    private const float Linear = -1.59576912f;
    private const float Cubic = -0.0713548162f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Invoke(float x)
    {
        x = x < Lowest ? Lowest : x;
        return x / (1f + ExpOperator.Invoke(x * float.FusedMultiplyAdd(x * x, Cubic, Linear)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Invoke(Vector<float> x)
    {
        Vector<float> lowest = new(Lowest);
        x = Vector.ConditionalSelect(Vector.LessThan(x, lowest), lowest, x);
        Vector<float> exponent = x * Vector.FusedMultiplyAdd(x * x, new Vector<float>(Cubic), new Vector<float>(Linear));
        return x / (Vector<float>.One + ExpOperator.Invoke(exponent));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Invoke(Vector512<float> x)
    {
        Vector512<float> lowest = Vector512.Create(Lowest);
        x = Vector512.ConditionalSelect(Vector512.LessThan(x, lowest), lowest, x);
        Vector512<float> exponent = x * Vector512.FusedMultiplyAdd(x * x, Vector512.Create(Cubic), Vector512.Create(Linear));
        return x / (Vector512<float>.One + ExpOperator.Invoke(exponent));
    }
}
