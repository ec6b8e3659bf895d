using System.Buffers.Binary;
using System.Diagnostics;

namespace InfernoOrleans.Tensors.Quantization;

/// <summary>ggml's Q8_0: 32 numbers as one half d and 32 signed bytes q; a number is d · q.</summary>
internal static class Q8Block
{
    /// <summary>The numbers of a block.</summary>
    public const int Length = 32;

    /// <summary>The bytes of a block: the scale, then the integers.</summary>
    public const int Bytes = sizeof(ushort) + Length;

    /// <summary>Quantizes a row; what its last block lacks counts as zeros.</summary>
    /// <remarks>A block that holds NaN or infinity gets the scale NaN: all of it becomes NaN.</remarks>
    public static void Quantize(ReadOnlySpan<float> row, Span<byte> blocks)
    {
        Debug.Assert(blocks.Length == (row.Length + Length - 1) / Length * Bytes);
        for (; !row.IsEmpty; row = row[Math.Min(Length, row.Length)..], blocks = blocks[Bytes..])
        {
            QuantizeBlock(row[..Math.Min(Length, row.Length)], blocks);
        }
    }

    /// <summary>The numbers of a row, from its blocks.</summary>
    public static void Dequantize(ReadOnlySpan<byte> blocks, Span<float> row)
    {
        for (; !row.IsEmpty; row = row[Math.Min(Length, row.Length)..], blocks = blocks[Bytes..])
        {
            float scale = (float)BinaryPrimitives.ReadHalfLittleEndian(blocks);
            ReadOnlySpan<byte> integers = blocks.Slice(sizeof(ushort), Length);
            for (int i = 0; i < integers.Length && i < row.Length; i++)
            {
                row[i] = scale * (sbyte)integers[i];
            }
        }
    }

    private static void QuantizeBlock(ReadOnlySpan<float> numbers, Span<byte> block)
    {
        float greatest = 0;
        bool finite = true;
        foreach (float number in numbers)
        {
            greatest = Math.Max(greatest, Math.Abs(number));
            finite &= float.IsFinite(number);
        }

        // The inverse of a subnormal scale may be infinite. As a half such a scale is 0, and ggml's integers are, too.
        float scale = greatest / 127f;
        float inverse = 1f / scale;
        inverse = float.IsFinite(inverse) ? inverse : 0;
        BinaryPrimitives.WriteHalfLittleEndian(block, finite ? (Half)scale : Half.NaN);
        Span<byte> integers = block.Slice(sizeof(ushort), Length);
        integers.Clear();
        for (int i = 0; i < numbers.Length; i++)
        {
            integers[i] = finite ? (byte)(sbyte)MathF.Round(numbers[i] * inverse, MidpointRounding.AwayFromZero) : (byte)0;
        }
    }
}
