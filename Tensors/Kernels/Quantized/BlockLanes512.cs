using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>Sixteen outputs. Only for 4-bit weights: .NET has no 512-bit dot product of bytes.</summary>
internal readonly unsafe struct BlockLanes512 : IBlockLanes<Vector512<int>>
{
    public static int Count => 16;

    public static int Offset => throw NoByteDot();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Load(void* source) => Vector512.Load((int*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<int> value, float* destination) => value.AsSingle().Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Broadcast(sbyte* source) => Vector512.Create(*(int*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Broadcast(int* source) => Vector512.Create(*source);

    public static Vector512<int> Dot(Vector512<int> sums, Vector512<int> weights, Vector512<int> x) => throw NoByteDot();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Low(Vector512<int> pairs) => pairs & Vector512.Create(0x0F0F0F0F);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> High(Vector512<int> pairs) => (pairs >>> 4) & Vector512.Create(0x0F0F0F0F);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> AddPairs(Vector512<int> sums, Vector512<int> weights, Vector512<int> x) =>
        (sums.AsInt16() + Avx512BW.MultiplyAddAdjacent(weights.AsByte(), x.AsSByte())).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> AddToIntegers(Vector512<int> sums, Vector512<int> pairs) =>
        sums + Avx512BW.MultiplyAddAdjacent(pairs.AsInt16(), Vector512<short>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Widen(void* halves) =>
        HalfBits.Widen(Avx512F.ConvertToVector512Int32(Vector256.Load((short*)halves))).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> AddScaled(Vector512<int> integers, Vector512<int> scales, float factor, Vector512<int> sums) =>
        Avx512F.FusedMultiplyAdd(
            Avx512F.ConvertToVector512Single(integers), scales.AsSingle() * Vector512.Create(factor), sums.AsSingle()).AsInt32();

    /// <summary>The dispatch gives 8-bit weights 256 bits at most.</summary>
    private static UnreachableException NoByteDot() => new("8-bit weights have no 512-bit form.");
}
