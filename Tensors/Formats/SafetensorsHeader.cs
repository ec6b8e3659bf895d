using System.Text.Json;

namespace InfernoOrleans.Tensors.Formats;

/// <summary>Parses the JSON header of a safetensors file, strictly: whatever the format doesn't describe is refused.</summary>
internal static class SafetensorsHeader
{
    public const string MetadataName = "__metadata__";

    private const int MaxTensors = 100_000;

    // The root, a tensor, its shape.
    private const int MaxDepth = 3;

    public static (Dictionary<string, SafetensorsEntry> Tensors, Dictionary<string, string> Metadata) Parse(ReadOnlySpan<byte> utf8)
    {
        Dictionary<string, SafetensorsEntry> tensors = new(StringComparer.Ordinal);
        Dictionary<string, string>? metadata = null;
        try
        {
            Utf8JsonReader json = new(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
            Expect(ref json, JsonTokenType.StartObject, "The header must be a JSON object.");
            while (NextName(ref json) is { } name)
            {
                if (name == MetadataName)
                {
                    metadata = metadata is null
                        ? ParseMetadata(ref json)
                        : throw new ModelFormatException("The header has __metadata__ twice.");
                }
                else if (tensors.Count == MaxTensors)
                {
                    throw new ModelFormatException($"The file lists more than {MaxTensors} tensors.");
                }
                else if (!tensors.TryAdd(name, ParseTensor(ref json, name)))
                {
                    throw new ModelFormatException($"The header lists the tensor {ModelFormatException.Quote(name)} twice.");
                }
            }

            // Finds what follows the object: the reader throws on anything but white space.
            json.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escaped half of a surrogate pair, which is no text.
            throw new ModelFormatException("The header is not valid JSON of the safetensors format.", e);
        }

        return (tensors, metadata ?? new(StringComparer.Ordinal));
    }

    private static Dictionary<string, string> ParseMetadata(ref Utf8JsonReader json)
    {
        Expect(ref json, JsonTokenType.StartObject, "The member __metadata__ must be an object.");
        Dictionary<string, string> metadata = new(StringComparer.Ordinal);
        while (NextName(ref json) is { } name)
        {
            Expect(ref json, JsonTokenType.String, $"The metadata {ModelFormatException.Quote(name)} must be a string.");
            if (!metadata.TryAdd(name, json.GetString()!))
            {
                throw new ModelFormatException($"The header has the metadata {ModelFormatException.Quote(name)} twice.");
            }
        }

        return metadata;
    }

    private static SafetensorsEntry ParseTensor(ref Utf8JsonReader json, string name)
    {
        string quoted = ModelFormatException.Quote(name);
        Expect(ref json, JsonTokenType.StartObject, $"The tensor {quoted} must be an object.");
        string? dtype = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        while (NextName(ref json) is { } member)
        {
            switch (member)
            {
                case "dtype" when dtype is null:
                    Expect(ref json, JsonTokenType.String, $"The dtype of the tensor {quoted} must be a string.");
                    dtype = json.GetString()!;
                    break;
                case "shape" when shape is null:
                    shape = ParseNumbers(ref json, TensorShape.MaxRank, $"The shape of the tensor {quoted}");
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ParseNumbers(ref json, 2, $"The data_offsets of the tensor {quoted}");
                    break;
                default:
                    throw new ModelFormatException(
                        $"The tensor {quoted} has an unknown or repeated member {ModelFormatException.Quote(member)}.");
            }
        }

        if (dtype is null || shape is null || offsets is not [long begin, long end])
        {
            throw new ModelFormatException($"The tensor {quoted} must have a dtype, a shape and two data_offsets.");
        }

        return new SafetensorsEntry(name, dtype, CheckedShape(quoted, dtype, shape, begin, end), begin, end);
    }

    private static TensorShape CheckedShape(string quoted, string dtype, List<long> shape, long begin, long end)
    {
        int width = SafetensorsDType.Width(dtype);
        if (width == 0)
        {
            throw new ModelFormatException($"The tensor {quoted} has the unknown dtype {ModelFormatException.Quote(dtype)}.");
        }

        Span<int> extents = stackalloc int[shape.Count];
        UInt128 bytes = (UInt128)width;
        for (int axis = 0; axis < extents.Length; axis++)
        {
            // Four extents below 2³¹ and a width of at most 8 stay below 2¹²⁸.
            extents[axis] = shape[axis] <= int.MaxValue
                ? (int)shape[axis]
                : throw new ModelFormatException($"The tensor {quoted} has an extent of more than {int.MaxValue}.");
            bytes *= (UInt128)shape[axis];
        }

        if (end < begin || bytes != (UInt128)(end - begin))
        {
            throw new ModelFormatException($"The data_offsets of the tensor {quoted} do not span the bytes of its shape and dtype.");
        }

        try
        {
            return TensorShape.Of(extents);
        }
        catch (OverflowException e)
        {
            // [2³⁰, 2³⁰, 2³⁰, 0] has no bytes, yet its product passes 64 bits on the way.
            throw new ModelFormatException($"The shape of the tensor {quoted} is too large.", e);
        }
    }

    private static List<long> ParseNumbers(ref Utf8JsonReader json, int most, string subject)
    {
        Expect(ref json, JsonTokenType.StartArray, $"{subject} must be an array.");
        List<long> numbers = [];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out long number) || number < 0)
            {
                throw new ModelFormatException($"{subject} must hold whole numbers from 0 up.");
            }

            if (numbers.Count == most)
            {
                throw new ModelFormatException($"{subject} must have at most {most} numbers.");
            }

            numbers.Add(number);
        }

        return numbers;
    }

    /// <summary>The next member's name, or null at the end of the object.</summary>
    private static string? NextName(ref Utf8JsonReader json) =>
        json.Read() && json.TokenType == JsonTokenType.PropertyName ? json.GetString() : null;

    private static void Expect(ref Utf8JsonReader json, JsonTokenType type, string otherwise)
    {
        if (!json.Read() || json.TokenType != type)
        {
            throw new ModelFormatException(otherwise);
        }
    }
}
