using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>A number by which one sees, at the speed of memory, that numbers have changed.</summary>
/// <remarks>
/// Any change of one number, the sign of zero included, shows; of changes to several, one in four billion might not. It is good within one process.
/// </remarks>
internal static class Fingerprint
{
    private const uint Factor = 2654435761;
    private const int Turn = 13;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong Of(ReadOnlySpan<float> numbers)
    {
        ref uint first = ref Unsafe.As<float, uint>(ref MemoryMarshal.GetReference(numbers));
        int lanes = Vector<uint>.Count;
        Vector<uint> a = new(1), b = new(2), c = new(3), d = new(4);
        int i = 0;
        for (; i <= numbers.Length - (4 * lanes); i += 4 * lanes)
        {
            a = Mix(a, Vector.LoadUnsafe(ref first, (nuint)i));
            b = Mix(b, Vector.LoadUnsafe(ref first, (nuint)(i + lanes)));
            c = Mix(c, Vector.LoadUnsafe(ref first, (nuint)(i + (2 * lanes))));
            d = Mix(d, Vector.LoadUnsafe(ref first, (nuint)(i + (3 * lanes))));
        }

        ulong whole = (ulong)numbers.Length;
        for (; i < numbers.Length; i++)
        {
            whole = Mix(whole, BitConverter.SingleToUInt32Bits(numbers[i]));
        }

        for (int lane = 0; lane < lanes; lane++)
        {
            whole = Mix(Mix(Mix(Mix(whole, a[lane]), b[lane]), c[lane]), d[lane]);
        }

        return whole;
    }

    // Each step can be undone, so that what differs once differs for good; without the turn a sign would only ever meet signs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Mix(Vector<uint> state, Vector<uint> next)
    {
        state ^= next;
        return ((state << Turn) | (state >>> (32 - Turn))) * new Vector<uint>(Factor);
    }

    private static ulong Mix(ulong state, uint next) => BitOperations.RotateLeft(state ^ next, Turn) * 0x9E3779B97F4A7C15;
}
