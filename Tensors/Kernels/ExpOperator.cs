using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>eˣ within 2 ulp, subnormal results included; overflow gives infinity, NaN stays NaN.</summary>
/// <remarks>
/// x = n·ln 2 + r with ln 2 in two parts (Cody and Waite) and |r| ≤ ln 2 / 2; eʳ = 1 + r + r²·q(r) with q of degree 4 interpolated at
/// Chebyshev nodes (relative error 1.1e-8); then 2ⁿ in two factors, since 2ⁿ alone may be no float where the result is one.
/// Every step is one IEEE operation, so the forms agree bit for bit.
/// </remarks>
internal readonly struct ExpOperator : IUnaryOperator
{
    // Beyond these the result is 0 or infinity, and n would leave the range that two factors can scale by.
    private const float Lowest = -104f;
    private const float Highest = 89f;

    // Up to this magnitude the result is a normal number.
    private const float Normal = 87f;

    private const float Log2E = 1.44269502f;
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194442e-4f;

    // Adding 1.5·2²³ leaves the rounded integer in the low bits of the sum.
    private const float Rounder = 12582912f;
    private const int RounderBits = 0x4B400000;

    private const float Q0 = 0.5f;
    private const float Q1 = 0.166665748f;
    private const float Q2 = 0.0416665524f;
    private const float Q3 = 0.00836347230f;
    private const float Q4 = 0.00139265507f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Invoke(float x) => Invoke(NativeClamp.Apply(x, Lowest, Highest), shift: 0);

    /// <summary>The n of x: the power of two that is next to eˣ.</summary>
    public static int Exponent(float x) => BitConverter.SingleToInt32Bits(float.FusedMultiplyAdd(x, Log2E, Rounder)) - RounderBits;

    /// <summary>eˣ · 2⁻ˢ, where n − s is at least −152 and at most 129. A power of two is exact, which e to the power of a rounded difference is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Invoke(float x, int shift)
    {
        float shifted = float.FusedMultiplyAdd(x, Log2E, Rounder);
        float n = shifted - Rounder;
        float r = float.FusedMultiplyAdd(n, -Ln2High, x);
        r = float.FusedMultiplyAdd(n, -Ln2Low, r);

        float q = float.FusedMultiplyAdd(Q4, r, Q3);
        q = float.FusedMultiplyAdd(q, r, Q2);
        q = float.FusedMultiplyAdd(q, r, Q1);
        q = float.FusedMultiplyAdd(q, r, Q0);
        float e = float.FusedMultiplyAdd(q, r * r, r) + 1f;

        int exponent = BitConverter.SingleToInt32Bits(shifted) - (RounderBits + shift);
        int half = exponent >> 1;
        return e * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Invoke(Vector<float> x)
    {
        // Where 2ⁿ and the result are normal numbers n is added to the exponent's bits. NaN fails the comparison.
        if (!Vector.LessThanOrEqualAll(Vector.Abs(x), new Vector<float>(Normal)))
        {
            return InvokeAnywhere(x);
        }

        (Vector<float> e, Vector<int> shifted) = Reduce(x);
        return Vector.AsVectorSingle(Vector.AsVectorInt32(e) + (shifted << 23));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Invoke(Vector512<float> x)
    {
        (Vector512<float> e, Vector512<float> n) = Reduce(NativeClamp.Apply(x, Lowest, Highest));
        return Avx512F.Scale(e, n);
    }

    /// <inheritdoc cref="Invoke(float, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Invoke(Vector<float> x, int shift)
    {
        (Vector<float> e, Vector<int> shifted) = Reduce(x);
        Vector<int> exponent = shifted - new Vector<int>(RounderBits + shift);
        Vector<int> half = exponent >> 1;
        return e * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    /// <inheritdoc cref="Invoke(float, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Invoke(Vector512<float> x, Vector512<float> shift)
    {
        // The instruction scales by any power of two.
        (Vector512<float> e, Vector512<float> n) = Reduce(x);
        return Avx512F.Scale(e, n - shift);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector<float> InvokeAnywhere(Vector<float> x) => Invoke(NativeClamp.Apply(x, Lowest, Highest), shift: 0);

    /// <summary>eʳ, and n in the low bits of the sum that rounded it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector<float> Exponential, Vector<int> Shifted) Reduce(Vector<float> x)
    {
        Vector<float> rounder = new(Rounder);
        Vector<float> shifted = Vector.FusedMultiplyAdd(x, new Vector<float>(Log2E), rounder);
        Vector<float> n = shifted - rounder;
        Vector<float> r = Vector.FusedMultiplyAdd(n, new Vector<float>(-Ln2High), x);
        r = Vector.FusedMultiplyAdd(n, new Vector<float>(-Ln2Low), r);

        Vector<float> q = Vector.FusedMultiplyAdd(new Vector<float>(Q4), r, new Vector<float>(Q3));
        q = Vector.FusedMultiplyAdd(q, r, new Vector<float>(Q2));
        q = Vector.FusedMultiplyAdd(q, r, new Vector<float>(Q1));
        q = Vector.FusedMultiplyAdd(q, r, new Vector<float>(Q0));
        return (Vector.FusedMultiplyAdd(q, r * r, r) + Vector<float>.One, Vector.AsVectorInt32(shifted));
    }

    /// <summary>eʳ and n.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> Exponential, Vector512<float> Power) Reduce(Vector512<float> x)
    {
        Vector512<float> rounder = Vector512.Create(Rounder);
        Vector512<float> n = Avx512F.FusedMultiplyAdd(x, Vector512.Create(Log2E), rounder) - rounder;
        Vector512<float> r = Avx512F.FusedMultiplyAdd(n, Vector512.Create(-Ln2High), x);
        r = Avx512F.FusedMultiplyAdd(n, Vector512.Create(-Ln2Low), r);

        Vector512<float> q = Avx512F.FusedMultiplyAdd(Vector512.Create(Q4), r, Vector512.Create(Q3));
        q = Avx512F.FusedMultiplyAdd(q, r, Vector512.Create(Q2));
        q = Avx512F.FusedMultiplyAdd(q, r, Vector512.Create(Q1));
        q = Avx512F.FusedMultiplyAdd(q, r, Vector512.Create(Q0));
        return (Avx512F.FusedMultiplyAdd(q, r * r, r) + Vector512<float>.One, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float PowerOfTwo(int n) => BitConverter.Int32BitsToSingle((n + 127) << 23);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> PowerOfTwo(Vector<int> n) => Vector.AsVectorSingle((n + new Vector<int>(127)) << 23);
}
