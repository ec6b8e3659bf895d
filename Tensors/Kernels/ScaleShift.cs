using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>y[r, c] = x[r, c] · scale[c] + shift[c], rounded once. Source and destination are the same memory or don't overlap.</summary>
internal static class ScaleShift
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(ReadOnlySpan<float> x, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, Span<float> y)
    {
        int columns = scale.Length;
        Debug.Assert(columns > 0 && shift.Length == columns && x.Length == y.Length && x.Length % columns == 0);
        ref float scales = ref MemoryMarshal.GetReference(scale);
        ref float shifts = ref MemoryMarshal.GetReference(shift);
        for (int start = 0; start < x.Length; start += columns)
        {
            ref float from = ref Unsafe.Add(ref MemoryMarshal.GetReference(x), start);
            ref float to = ref Unsafe.Add(ref MemoryMarshal.GetReference(y), start);
            int c = 0;
            for (; c <= columns - Vector<float>.Count; c += Vector<float>.Count)
            {
                nuint at = (nuint)c;
                Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref from, at), Vector.LoadUnsafe(ref scales, at), Vector.LoadUnsafe(ref shifts, at))
                    .StoreUnsafe(ref to, at);
            }

            for (; c < columns; c++)
            {
                y[start + c] = float.FusedMultiplyAdd(x[start + c], scale[c], shift[c]);
            }
        }
    }
}
