using System.Buffers.Binary;
using System.Text;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Model files written byte by byte from the format's description, so that they can be wrong in any way.</summary>
internal static class SafetensorsFile
{
    /// <summary>The modules of <see cref="Tiny"/>: one linear layer 2 → 1.</summary>
    public const string Modules = """[{\"type\":\"Linear\",\"in\":2,\"out\":1}]""";

    public const string Metadata = $$"""
        "__metadata__":{"inferno.modules":"{{Modules}}"}
        """;

    public const string Bias = """ "0.bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]} """;

    public const string Weight = """ "0.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[4,12]} """;

    /// <summary>A valid file: y = 1.5·a − 2·b + <paramref name="bias"/>.</summary>
    public static byte[] Tiny(float bias = 0.25f) => Of($$"""{{{Metadata}},{{Bias}},{{Weight}}}""", bias, 1.5f, -2f);

    /// <summary>A file of that header and those numbers.</summary>
    public static byte[] Of(string header, params ReadOnlySpan<float> numbers) =>
        Of((ulong)Encoding.UTF8.GetByteCount(header), header, numbers);

    /// <summary>A file that claims that length of its header.</summary>
    public static byte[] Of(ulong headerLength, string header, params ReadOnlySpan<float> numbers)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var file = new byte[sizeof(ulong) + text.Length + (numbers.Length * sizeof(float))];
        BinaryPrimitives.WriteUInt64LittleEndian(file, headerLength);
        text.CopyTo(file, sizeof(ulong));
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(sizeof(ulong) + text.Length + (i * sizeof(float))), numbers[i]);
        }

        return file;
    }
}
