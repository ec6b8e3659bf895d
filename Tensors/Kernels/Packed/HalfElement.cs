using System.Runtime.Intrinsics;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>IEEE halves as they are, for weights that reach 64 or are not finite: exact for all, but slow.</summary>
internal readonly unsafe struct HalfElement : IPanelElement
{
    public static int Bytes => sizeof(ushort);

    public static Vector512<float> Load512(byte* source) => Vector512.Create(Load256(source), Load256(source + 16));

    public static Vector256<float> Load256(byte* source) => Vector256.Create(Load128(source), Load128(source + 8));

    public static Vector128<float> Load128(byte* source) =>
        Vector128.Create(Load(source), Load(source + 2), Load(source + 4), Load(source + 6));

    public static float Load(byte* source) => (float)*(Half*)source;

    public static void Store(float value, byte* destination) => *(Half*)destination = (Half)value;
}
