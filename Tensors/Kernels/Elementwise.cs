using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>The one loop of all functions of one element. Source and destination are the same memory or don't overlap.</summary>
internal static class Elementwise
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply<TOperator>(ReadOnlySpan<float> source, Span<float> destination)
        where TOperator : struct, IUnaryOperator
    {
        Debug.Assert(source.Length == destination.Length);
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        int i = 0;
        for (; i <= source.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            TOperator.Invoke(Vector.LoadUnsafe(ref from, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < source.Length; i++)
        {
            destination[i] = TOperator.Invoke(source[i]);
        }
    }
}
