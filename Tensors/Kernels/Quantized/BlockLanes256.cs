using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>Eight outputs: AVX-VNNI's dot product of bytes, or AVX2's multiplications in pairs.</summary>
internal readonly unsafe struct BlockLanes256 : IBlockLanes<Vector256<int>>
{
    public static int Count => 8;

    public static int Offset => AvxVnni.IsSupported ? 128 : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Load(void* source) => Vector256.Load((int*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> value, float* destination) => value.AsSingle().Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Broadcast(sbyte* source) => Vector256.Create(*(int*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Broadcast(int* source) => Vector256.Create(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Dot(Vector256<int> sums, Vector256<int> weights, Vector256<int> x)
    {
        if (AvxVnni.IsSupported)
        {
            return AvxVnni.MultiplyWideningAndAdd(sums, weights.AsByte(), x.AsSByte());
        }

        // The pairwise product saturates at 16 bits; with the weight's sign moved to x a pair stays below 2 · 128 · 127.
        Vector256<sbyte> signed = (weights.AsByte() ^ Vector256.Create((byte)0x80)).AsSByte();
        Vector256<short> pairs = Avx2.MultiplyAddAdjacent(Avx2.Abs(signed), Avx2.Sign(x.AsSByte(), signed));
        return sums + Avx2.MultiplyAddAdjacent(pairs, Vector256<short>.One);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Low(Vector256<int> pairs) => pairs & Vector256.Create(0x0F0F0F0F);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> High(Vector256<int> pairs) => (pairs >>> 4) & Vector256.Create(0x0F0F0F0F);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddPairs(Vector256<int> sums, Vector256<int> weights, Vector256<int> x) =>
        (sums.AsInt16() + Avx2.MultiplyAddAdjacent(weights.AsByte(), x.AsSByte())).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddToIntegers(Vector256<int> sums, Vector256<int> pairs) =>
        sums + Avx2.MultiplyAddAdjacent(pairs.AsInt16(), Vector256<short>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Widen(void* halves) =>
        HalfBits.Widen(Avx2.ConvertToVector256Int32(Vector128.Load((short*)halves))).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddScaled(Vector256<int> integers, Vector256<int> scales, float factor, Vector256<int> sums) =>
        Fma.MultiplyAdd(Avx.ConvertToVector256Single(integers), scales.AsSingle() * Vector256.Create(factor), sums.AsSingle()).AsInt32();
}
