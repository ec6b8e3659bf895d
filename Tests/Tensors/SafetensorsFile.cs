using System.Buffers.Binary;
using System.Text;

namespace InfernoOrleans.Tests.Tensors;

/// <summary>Safetensors files put together byte by byte.</summary>
internal static class SafetensorsFile
{
    public static byte[] Of(string header, byte[] data) => Of(Encoding.UTF8.GetBytes(header), data);

    public static byte[] Of(byte[] header, byte[] data)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. data];
    }

    /// <summary>A file with one tensor <c>t</c>.</summary>
    public static byte[] OfOne(string dtype, string shape, byte[] data) =>
        Of($$$"""{"t":{"dtype":"{{{dtype}}}","shape":{{{shape}}},"data_offsets":[0,{{{data.Length}}}]}}""", data);
}
