using System.Runtime.InteropServices;
using InfernoOrleans.Tensors;

namespace InfernoOrleans.Grains.Compute.Work;

/// <summary>
/// Ascending order, −0 before 0, digit by digit of the bits: its time doesn't depend on the order that the numbers come in, and it can be
/// interrupted anywhere.
/// </summary>
internal sealed class SortStep(string label) : PipelineStep(label)
{
    private const int Digits = sizeof(uint);
    private const int DigitValues = 1 << 8;
    private const uint Sign = 1u << 31;

    public override double Cost => 10;

    public override long WorkingBytes(int count) => (long)count * sizeof(float);

    public override IEnumerable<Pause> Run(Tensor numbers, int count, MemoryLedger memory)
    {
        using var spare = Tensor.Uninitialized(TensorShape.Vector(count), memory);
        var places = new int[Digits][];
        for (var digit = 0; digit < Digits; digit++)
        {
            places[digit] = new int[DigitValues];
        }

        foreach (var (start, length) in Chunks.Of(count))
        {
            ToKeys(Keys(numbers).Slice(start, length), places);
            yield return default;
        }

        var (from, to) = (numbers, spare);
        for (var digit = 0; digit < Digits; digit++)
        {
            // Where all numbers have the same digit they would stay where they are.
            if (Array.IndexOf(places[digit], count) >= 0)
            {
                continue;
            }

            ToPlaces(places[digit]);
            foreach (var (start, length) in Chunks.Of(count))
            {
                Distribute(Keys(from).Slice(start, length), Keys(to), digit, places[digit]);
                yield return default;
            }

            (from, to) = (to, from);
        }

        foreach (var (start, length) in Chunks.Of(count))
        {
            ToNumbers(Keys(from).Slice(start, length), numbers.Span.Slice(start, length));
            yield return default;
        }
    }

    private static Span<uint> Keys(Tensor tensor) => MemoryMarshal.Cast<float, uint>(tensor.Span);

    /// <summary>Turns the bits of numbers into unsigned ones of the same order, and counts how often each digit occurs.</summary>
    private static void ToKeys(Span<uint> bits, int[][] counts)
    {
        int[] lowest = counts[0], second = counts[1], third = counts[2], highest = counts[3];
        foreach (ref var key in bits)
        {
            // Of negative numbers the greater bits are the smaller number.
            key ^= (key & Sign) == 0 ? Sign : uint.MaxValue;
            lowest[(byte)key]++;
            second[(byte)(key >> 8)]++;
            third[(byte)(key >> 16)]++;
            highest[key >> 24]++;
        }
    }

    /// <summary>Turns how often each digit occurs into where the first number goes that has it.</summary>
    private static void ToPlaces(int[] counts)
    {
        var before = 0;
        foreach (ref var count in counts.AsSpan())
        {
            (before, count) = (before + count, before);
        }
    }

    private static void Distribute(ReadOnlySpan<uint> keys, Span<uint> to, int digit, int[] places)
    {
        foreach (var key in keys)
        {
            to[places[(byte)(key >> (8 * digit))]++] = key;
        }
    }

    private static void ToNumbers(ReadOnlySpan<uint> keys, Span<float> numbers)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            numbers[i] = BitConverter.UInt32BitsToSingle(keys[i] ^ ((keys[i] & Sign) == 0 ? uint.MaxValue : Sign));
        }
    }
}
