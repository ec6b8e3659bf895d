using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>FP32 from halves that are stored times 2¹⁰, exactly (.NET has no instruction for it).</summary>
/// <remarks>
/// Magnitudes below 64 still fit when multiplied, and the subnormal ones become normal, which matters: Intel's units take a hundred cycles
/// for a subnormal number. The bits of such a half, moved to FP32's places, need one multiplication to repair the exponent's bias.
/// </remarks>
internal static unsafe class HalfBits
{
    /// <summary>What halves are multiplied by before they are stored.</summary>
    public const float Stored = 1024f;

    /// <summary>The magnitude from which on they can't be.</summary>
    public const float Limit = 64f;

    private const int Places = unchecked((int)0x8FFFE000);

    // 2¹¹² / 2¹⁰
    private const float Rebias = 5.070602400912918e30f;

    /// <summary>Whether a number can be stored so; NaN can't.</summary>
    public static bool Fits(Half value) => Half.Abs(value) < (Half)Limit;

    /// <summary>From integers that hold the bits of halves, sign-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Widen(Vector512<int> bits) =>
        ((bits << 13) & Vector512.Create(Places)).AsSingle() * Vector512.Create(Rebias);

    /// <inheritdoc cref="Widen(Vector512{int})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Widen(Vector256<int> bits) =>
        ((bits << 13) & Vector256.Create(Places)).AsSingle() * Vector256.Create(Rebias);

    /// <inheritdoc cref="Widen(Vector512{int})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Widen(Vector128<int> bits) =>
        ((bits << 13) & Vector128.Create(Places)).AsSingle() * Vector128.Create(Rebias);
}
