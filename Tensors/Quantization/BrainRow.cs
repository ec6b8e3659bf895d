using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using InfernoOrleans.Tensors.Kernels;

namespace InfernoOrleans.Tensors.Quantization;

/// <summary>BF16: the upper half of FP32, rounded to nearest even; NaN stays a quiet NaN.</summary>
internal static unsafe class BrainRow
{
    /// <summary>From FP32.</summary>
    public static void Store(ReadOnlySpan<float> numbers, Span<ushort> halves)
    {
        Debug.Assert(numbers.Length == halves.Length);
        ref uint from = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<float, uint>(numbers));
        ref ushort to = ref MemoryMarshal.GetReference(halves);
        int i = 0;
        for (; i <= numbers.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector<uint> low = Narrow(Vector.LoadUnsafe(ref from, (nuint)i));
            Vector<uint> high = Narrow(Vector.LoadUnsafe(ref from, (nuint)(i + Vector<uint>.Count)));
            Vector.Narrow(low, high).StoreUnsafe(ref to, (nuint)i);
        }

        fixed (ushort* rest = halves)
        {
            for (; i < numbers.Length; i++)
            {
                BrainElement.Store(numbers[i], (byte*)(rest + i));
            }
        }
    }

    /// <summary>To FP32, exactly.</summary>
    public static void Load(ReadOnlySpan<ushort> halves, Span<float> numbers)
    {
        Debug.Assert(numbers.Length == halves.Length);
        ref ushort from = ref MemoryMarshal.GetReference(halves);
        ref uint to = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<float, uint>(numbers));
        int i = 0;
        for (; i <= numbers.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector.Widen(Vector.LoadUnsafe(ref from, (nuint)i), out Vector<uint> low, out Vector<uint> high);
            (low << 16).StoreUnsafe(ref to, (nuint)i);
            (high << 16).StoreUnsafe(ref to, (nuint)(i + Vector<uint>.Count));
        }

        for (; i < numbers.Length; i++)
        {
            numbers[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
        }
    }

    private static Vector<uint> Narrow(Vector<uint> bits)
    {
        Vector<uint> upper = bits >> 16;
        Vector<uint> rounded = (bits + new Vector<uint>(0x7FFF) + (upper & Vector<uint>.One)) >> 16;

        // All that is above infinity's bits, the sign aside.
        Vector<uint> isNaN = Vector.GreaterThan(bits & new Vector<uint>(0x7FFFFFFF), new Vector<uint>(0x7F800000));
        return Vector.ConditionalSelect(isNaN, upper | new Vector<uint>(0x40), rounded);
    }
}
