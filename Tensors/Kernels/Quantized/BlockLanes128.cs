using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>Four outputs, in portable operations: bytes are multiplied as the even and the odd halves of 16-bit lanes.</summary>
internal readonly unsafe struct BlockLanes128 : IBlockLanes<Vector128<int>>
{
    public static int Count => 4;

    public static int Offset => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Load(void* source) => Vector128.Load((int*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<int> value, float* destination) => value.AsSingle().Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Broadcast(sbyte* source) => Vector128.Create(*(int*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Broadcast(int* source) => Vector128.Create(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Dot(Vector128<int> sums, Vector128<int> weights, Vector128<int> x) =>
        AddToIntegers(sums, AddPairs(Vector128<int>.Zero, weights ^ Vector128.Create(unchecked((int)0x80808080)), x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Low(Vector128<int> pairs) => pairs & Vector128.Create(0x0F0F0F0F);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> High(Vector128<int> pairs) => (pairs >>> 4) & Vector128.Create(0x0F0F0F0F);

    // Signed bytes and numbers up to 15 read alike as signed bytes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> AddPairs(Vector128<int> sums, Vector128<int> weights, Vector128<int> x)
    {
        Vector128<short> even = ((weights.AsInt16() << 8) >> 8) * ((x.AsInt16() << 8) >> 8);
        Vector128<short> odd = (weights.AsInt16() >> 8) * (x.AsInt16() >> 8);
        return (sums.AsInt16() + even + odd).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> AddToIntegers(Vector128<int> sums, Vector128<int> pairs) => sums + ((pairs << 16) >> 16) + (pairs >> 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Widen(void* halves) =>
        HalfBits.Widen(Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)halves).AsInt16()).AsInt32()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> AddScaled(Vector128<int> integers, Vector128<int> scales, float factor, Vector128<int> sums) =>
        Vector128.FusedMultiplyAdd(
            Vector128.ConvertToSingle(integers), scales.AsSingle() * Vector128.Create(factor), sums.AsSingle()).AsInt32();
}
