using System.Buffers.Binary;
using System.Diagnostics;

namespace InfernoOrleans.Tensors.Quantization;

/// <summary>ggml's Q4_0: 32 numbers as one half d and 16 bytes, number j in the low half of byte j and number j + 16 in its high half; a number is d · (q − 8).</summary>
internal static class Q4Block
{
    /// <summary>The numbers of a block.</summary>
    public const int Length = 32;

    /// <summary>The bytes of a block: the scale, then the integers.</summary>
    public const int Bytes = sizeof(ushort) + (Length / 2);

    /// <summary>Quantizes a row; what its last block lacks counts as zeros.</summary>
    /// <remarks>A block that holds NaN or infinity gets the scale NaN: all of it becomes NaN.</remarks>
    public static void Quantize(ReadOnlySpan<float> row, Span<byte> blocks)
    {
        Debug.Assert(blocks.Length == (row.Length + Length - 1) / Length * Bytes);
        Span<float> numbers = stackalloc float[Length];
        for (; !row.IsEmpty; row = row[Math.Min(Length, row.Length)..], blocks = blocks[Bytes..])
        {
            numbers.Clear();
            row[..Math.Min(Length, row.Length)].CopyTo(numbers);
            QuantizeBlock(numbers, blocks);
        }
    }

    /// <summary>The numbers of a row, from its blocks.</summary>
    public static void Dequantize(ReadOnlySpan<byte> blocks, Span<float> row)
    {
        for (; !row.IsEmpty; row = row[Math.Min(Length, row.Length)..], blocks = blocks[Bytes..])
        {
            float scale = (float)BinaryPrimitives.ReadHalfLittleEndian(blocks);
            ReadOnlySpan<byte> pairs = blocks.Slice(sizeof(ushort), Length / 2);
            for (int i = 0; i < Length && i < row.Length; i++)
            {
                int pair = pairs[i % 16];
                row[i] = scale * ((i < 16 ? pair & 15 : pair >> 4) - 8);
            }
        }
    }

    private static void QuantizeBlock(ReadOnlySpan<float> numbers, Span<byte> block)
    {
        float greatest = 0;
        bool finite = true;
        foreach (float number in numbers)
        {
            greatest = Math.Abs(number) > Math.Abs(greatest) ? number : greatest;
            finite &= float.IsFinite(number);
        }

        // The greatest magnitude becomes −8, so the scale has the opposite sign of it.
        float scale = greatest / -8f;
        float inverse = scale != 0 ? 1f / scale : 0;
        BinaryPrimitives.WriteHalfLittleEndian(block, finite ? (Half)scale : Half.NaN);
        if (float.IsInfinity(inverse))
        {
            // As a half this scale is 0, and ggml's integers are, too.
            block.Slice(sizeof(ushort), Length / 2).Clear();
            return;
        }

        for (int j = 0; j < 16; j++)
        {
            block[sizeof(ushort) + j] = finite
                ? (byte)(Nibble(numbers[j] * inverse) | (Nibble(numbers[j + 16] * inverse) << 4))
                : (byte)0x88;
        }
    }

    private static int Nibble(float number) => Math.Min(15, (int)(number + 8.5f));
}
