using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>The loops of all functions of one element. Source and destination are the same memory or don't overlap.</summary>
internal static class Elementwise
{
    public static void Apply<TOperator>(ReadOnlySpan<float> source, Span<float> destination)
        where TOperator : struct, IUnaryOperator
    {
        Debug.Assert(source.Length == destination.Length);
        int done = KernelWidths.Widest == KernelWidth.Vector512 ? Apply512<TOperator>(source, destination) : 0;
        ApplyRest<TOperator>(source[done..], destination[done..]);
    }

    /// <summary>Returns how many elements it did: all that fill vectors.</summary>
    [MethodImpl(LeafKernel.Options)]
    private static int Apply512<TOperator>(ReadOnlySpan<float> source, Span<float> destination)
        where TOperator : struct, IUnaryOperator
    {
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        int i = 0;

        // Two at a time: each is one long chain of dependent steps.
        for (; i <= source.Length - (2 * Vector512<float>.Count); i += 2 * Vector512<float>.Count)
        {
            Vector512<float> first = TOperator.Invoke(Vector512.LoadUnsafe(ref from, (nuint)i));
            Vector512<float> second = TOperator.Invoke(Vector512.LoadUnsafe(ref from, (nuint)(i + Vector512<float>.Count)));
            first.StoreUnsafe(ref to, (nuint)i);
            second.StoreUnsafe(ref to, (nuint)(i + Vector512<float>.Count));
        }

        for (; i <= source.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            TOperator.Invoke(Vector512.LoadUnsafe(ref from, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
        }

        return i;
    }

    [MethodImpl(LeafKernel.Options)]
    private static void ApplyRest<TOperator>(ReadOnlySpan<float> source, Span<float> destination)
        where TOperator : struct, IUnaryOperator
    {
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        int i = 0;
        for (; i <= source.Length - (2 * Vector<float>.Count); i += 2 * Vector<float>.Count)
        {
            Vector<float> first = TOperator.Invoke(Vector.LoadUnsafe(ref from, (nuint)i));
            Vector<float> second = TOperator.Invoke(Vector.LoadUnsafe(ref from, (nuint)(i + Vector<float>.Count)));
            first.StoreUnsafe(ref to, (nuint)i);
            second.StoreUnsafe(ref to, (nuint)(i + Vector<float>.Count));
        }

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
