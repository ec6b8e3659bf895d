using System.Buffers.Binary;
using System.Numerics.Tensors;

namespace InfernoOrleans.Tensors.Formats;

/// <summary>Turns little-endian elements of a readable dtype into FP32.</summary>
internal static class SafetensorsElements
{
    /// <summary>False when a result is not finite: a NaN, an infinity, or an F64 beyond the range of FP32.</summary>
    public static bool TryWiden(string dtype, ReadOnlySpan<byte> source, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = dtype switch
            {
                "F64" => (float)BinaryPrimitives.ReadDoubleLittleEndian(source[(i * 8)..]),
                "F32" => BinaryPrimitives.ReadSingleLittleEndian(source[(i * 4)..]),
                "F16" => (float)BinaryPrimitives.ReadHalfLittleEndian(source[(i * 2)..]),
                _ => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(source[(i * 2)..]) << 16),
            };
        }

        return TensorPrimitives.IsFiniteAll<float>(destination);
    }
}
