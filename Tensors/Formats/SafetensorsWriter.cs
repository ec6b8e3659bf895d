using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace InfernoOrleans.Tensors.Formats;

/// <summary>Writes files in the safetensors format (github.com/huggingface/safetensors). Equal input gives equal bytes.</summary>
public static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes a whole file. The header is built in memory; the tensors are streamed.</summary>
    /// <remarks>All tensors are F32, so the order by descending width is the order of their names.</remarks>
    /// <param name="stream">A writable stream; it is left open behind the last byte.</param>
    /// <param name="tensors">The tensors, in any order.</param>
    /// <param name="metadata">The strings of <c>__metadata__</c>, in any order; none leaves the member out.</param>
    /// <param name="cancellationToken">Checked for each tensor.</param>
    /// <exception cref="ArgumentException">Two tensors have one name, or one is called <c>__metadata__</c>.</exception>
    public static void Write(
        Stream stream,
        IEnumerable<NamedTensor> tensors,
        IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        NamedTensor[] ordered = [.. tensors.OrderBy(t => t.Name, StringComparer.Ordinal)];
        for (int i = 0; i < ordered.Length; i++)
        {
            if (ordered[i].Name == SafetensorsHeader.MetadataName || (i > 0 && ordered[i].Name == ordered[i - 1].Name))
            {
                throw new ArgumentException($"The name '{ordered[i].Name}' is taken.", nameof(tensors));
            }
        }

        stream.Write(Header(ordered, metadata));
        foreach (NamedTensor tensor in ordered)
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteElements(stream, tensor.Tensor);
        }
    }

    /// <summary>The length, the JSON, and the spaces that make the data begin at a multiple of 8.</summary>
    private static ReadOnlySpan<byte> Header(NamedTensor[] ordered, IReadOnlyDictionary<string, string>? metadata)
    {
        ArrayBufferWriter<byte> header = new();
        header.Write(stackalloc byte[sizeof(ulong)]);
        JsonWriterOptions options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (Utf8JsonWriter json = new(header, options))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafetensorsHeader.MetadataName);
                foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long offset = 0;
            foreach (NamedTensor tensor in ordered)
            {
                WriteEntry(json, tensor, ref offset);
            }

            json.WriteEndObject();
        }

        int padding = -header.WrittenCount & (Alignment - 1);
        Span<byte> spaces = stackalloc byte[padding];
        spaces.Fill((byte)' ');
        header.Write(spaces);

        byte[] bytes = header.WrittenSpan.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(bytes, bytes.Length - sizeof(ulong));
        return bytes;
    }

    private static void WriteEntry(Utf8JsonWriter json, NamedTensor tensor, ref long offset)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", "F32");
        json.WriteStartArray("shape");
        for (int axis = 0; axis < tensor.Tensor.Shape.Rank; axis++)
        {
            json.WriteNumberValue(tensor.Tensor.Shape[axis]);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        offset += tensor.Tensor.NBytes;
        json.WriteNumberValue(offset);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteElements(Stream stream, Tensor tensor)
    {
        const int BlockElements = 16_384;
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockElements * sizeof(float));
        try
        {
            ReadOnlySpan<float> rest = tensor.ReadOnlySpan;
            while (!rest.IsEmpty)
            {
                int count = Math.Min(BlockElements, rest.Length);
                for (int i = 0; i < count; i++)
                {
                    BinaryPrimitives.WriteSingleLittleEndian(block.AsSpan(i * sizeof(float)), rest[i]);
                }

                stream.Write(block.AsSpan(0, count * sizeof(float)));
                rest = rest[count..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }

        GC.KeepAlive(tensor);
    }
}
