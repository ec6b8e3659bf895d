using System.Buffers.Binary;
using System.Text;

namespace InfernoOrleans.Grains.Compute.Executing;

/// <summary>
/// The head of an NPY file, version 1.0, of little-endian 32-bit floats in row-major order. The format is described with NumPy, under
/// <c>numpy.lib.format</c>: a magic number, the length of a text, and the text, padded so that the data begins at a multiple of 64.
/// </summary>
internal static class NpyHeader
{
    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];

    public static byte[] Of(IEnumerable<int> shape)
    {
        int[] extents = [.. shape];
        var tuple = extents.Length == 1 ? $"({extents[0]},)" : $"({string.Join(", ", extents)})";
        var text = $"{{'descr': '<f4', 'fortran_order': False, 'shape': {tuple}, }}";
        var prefix = Magic.Length + sizeof(ushort);
        var length = (prefix + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        var header = new byte[length];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(Magic.Length), (ushort)(length - prefix));
        Encoding.ASCII.GetBytes(text.PadRight(length - prefix - 1) + '\n', header.AsSpan(prefix));
        return header;
    }
}
