using System.Buffers;
using System.Buffers.Binary;
using InfernoOrleans.Tensors.Quantization;

namespace InfernoOrleans.Tensors.Kernels;

/// <summary>
/// The layout of packed Q8_0 weights: groups of 16 outputs, of each its blocks in turn: <c>[8][16][4]</c> bytes (four weights of an output
/// together, as a dot product reads them) stored as q + 128, then 16 half scales.
/// </summary>
internal static unsafe class Q8Panels
{
    /// <summary>The outputs of a group.</summary>
    public const int Group = 16;

    /// <summary>Where the scales are in a block.</summary>
    public const int Scales = Group * Q8Block.Length;

    /// <summary>The bytes of a group's block.</summary>
    public const int BlockBytes = Group * Q8Block.Bytes;

    /// <summary>Packs rows of weights into zeroed memory; outputs that don't exist have the scale 0.</summary>
    /// <returns>Whether every scale fits <see cref="HalfBits"/>, which the vector forms need.</returns>
    public static bool Pack(ReadOnlySpan<float> weight, byte* packed, int outputs, int inputs)
    {
        int blocks = QuantizedRows.BlockCount(inputs);
        byte[] rented = ArrayPool<byte>.Shared.Rent(blocks * Q8Block.Bytes);
        bool fits = true;
        Span<byte> row = rented.AsSpan(0, blocks * Q8Block.Bytes);
        for (int n = 0; n < outputs; n++)
        {
            Q8Block.Quantize(weight.Slice(n * inputs, inputs), row);
            byte* group = packed + (n / Group * (nint)blocks * BlockBytes);
            int lane = n % Group;
            for (int block = 0; block < blocks; block++)
            {
                ReadOnlySpan<byte> source = row.Slice(block * Q8Block.Bytes, Q8Block.Bytes);
                byte* target = group + ((nint)block * BlockBytes);
                Half scale = BinaryPrimitives.ReadHalfLittleEndian(source);
                fits &= HalfBits.Fits(scale);
                ((Half*)(target + Scales))[lane] = scale;
                for (int k = 0; k < Q8Block.Length; k++)
                {
                    target[(k / 4 * 4 * Group) + (4 * lane) + (k % 4)] = (byte)(source[sizeof(ushort) + k] ^ 0x80);
                }
            }
        }

        ArrayPool<byte>.Shared.Return(rented);
        if (fits)
        {
            StoreScaled(packed, (outputs + Group - 1) / Group * blocks);
        }

        return fits;
    }

    private static void StoreScaled(byte* packed, int blocks)
    {
        for (nint block = 0; block < blocks; block++)
        {
            Half* scales = (Half*)(packed + (block * BlockBytes) + Scales);
            for (int lane = 0; lane < Group; lane++)
            {
                scales[lane] = (Half)((float)scales[lane] * HalfBits.Stored);
            }
        }
    }
}
