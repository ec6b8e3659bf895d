using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>Numbers moved into a range; NaN stays NaN.</summary>
/// <remarks>x86's maximum and minimum give their second operand where one is NaN: two instructions instead of the four of comparing and selecting.</remarks>
internal static class NativeClamp
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Apply(float x, float low, float high) => x < low ? low : x > high ? high : x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Apply(Vector<float> x, float low, float high)
    {
        if (Avx.IsSupported && Vector<float>.Count == Vector256<float>.Count)
        {
            Vector256<float> wide = x.AsVector256();
            return Avx.Min(Vector256.Create(high), Avx.Max(Vector256.Create(low), wide)).AsVector();
        }

        // Comparisons with NaN are false.
        x = Vector.ConditionalSelect(Vector.LessThan(x, new Vector<float>(low)), new Vector<float>(low), x);
        return Vector.ConditionalSelect(Vector.GreaterThan(x, new Vector<float>(high)), new Vector<float>(high), x);
    }

    /// <summary>The same, with nothing above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> AtLeast(Vector<float> x, float low)
    {
        if (Avx.IsSupported && Vector<float>.Count == Vector256<float>.Count)
        {
            return Avx.Max(Vector256.Create(low), x.AsVector256()).AsVector();
        }

        return Vector.ConditionalSelect(Vector.LessThan(x, new Vector<float>(low)), new Vector<float>(low), x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Apply(Vector512<float> x, float low, float high) =>
        Avx512F.Min(Vector512.Create(high), Avx512F.Max(Vector512.Create(low), x));
}
