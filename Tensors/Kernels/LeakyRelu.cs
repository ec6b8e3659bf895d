using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>x where it is above 0, else slope · x; NaN stays NaN. Source and destination are the same memory or don't overlap.</summary>
internal static class LeakyRelu
{
    /// <summary>One element: what the loop is held to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Invoke(float x, float slope) => x <= 0 ? x * slope : x;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(ReadOnlySpan<float> source, Span<float> destination, float slope)
    {
        Debug.Assert(source.Length == destination.Length);
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        Vector<float> slopes = new(slope);
        int i = 0;
        for (; i <= source.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> x = Vector.LoadUnsafe(ref from, (nuint)i);
            Vector.ConditionalSelect(Vector.LessThanOrEqual(x, Vector<float>.Zero), x * slopes, x).StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < source.Length; i++)
        {
            destination[i] = Invoke(source[i], slope);
        }
    }
}
