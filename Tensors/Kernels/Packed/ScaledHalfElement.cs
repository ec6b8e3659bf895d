using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>IEEE halves times 2¹⁰, as <see cref="HalfBits"/> reads them.</summary>
internal readonly unsafe struct ScaledHalfElement : IPanelElement
{
    public static int Bytes => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load512(byte* source) => HalfBits.Widen(Avx512F.ConvertToVector512Int32(Vector256.Load((short*)source)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load256(byte* source) => HalfBits.Widen(Avx2.ConvertToVector256Int32(Vector128.Load((short*)source)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load128(byte* source) =>
        HalfBits.Widen(Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)source).AsInt16()));

    public static float Load(byte* source) => (float)*(Half*)source / HalfBits.Stored;

    public static void Store(float value, byte* destination) => *(Half*)destination = (Half)((float)(Half)value * HalfBits.Stored);
}
