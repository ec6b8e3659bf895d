using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>Reads JSON bodies and says, where one is wrong, which field and what it should be.</summary>
internal static class JsonBody
{
    /// <summary>Reads a body into its contract type.</summary>
    /// <returns>The value, and the bytes that it was read from.</returns>
    /// <exception cref="RefusedException">It is not JSON, or a field has a wrong type or is unknown.</exception>
    /// <exception cref="BadHttpRequestException">The content type is not JSON, or the body is too large or too slow.</exception>
    public static async Task<(T Value, byte[] Bytes)> ReadAsync<T>(
        HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var bytes = await ReadBytesAsync(request, cancellationToken);
        RequireObject(bytes, type);
        try
        {
            return (JsonSerializer.Deserialize(bytes, type)!, bytes);
        }
        catch (JsonException exception)
        {
            throw Describe(exception, type);
        }
    }

    /// <summary>Reads the bytes of a JSON body.</summary>
    /// <exception cref="BadHttpRequestException">The content type is not JSON, or the body is too large or too slow.</exception>
    public static async Task<byte[]> ReadBytesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        RequireJson(request);
        return await WholeBody.ReadAsync(request, cancellationToken);
    }

    /// <exception cref="BadHttpRequestException">The request does not say that its body is JSON.</exception>
    public static void RequireJson(HttpRequest request)
    {
        if (!request.HasJsonContentType())
        {
            throw new BadHttpRequestException(
                "The body must be JSON: send it with Content-Type: application/json.", StatusCodes.Status415UnsupportedMediaType);
        }
    }

    /// <summary>The refusal of a text that is not JSON at all.</summary>
    public static RefusedException Malformed(JsonException exception) => new(
        RefusalReason.Invalid,
        $"The body is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}). Numbers must be finite.");

    private static void RequireObject(byte[] bytes, JsonTypeInfo type)
    {
        try
        {
            using var document = JsonDocument.Parse(new ReadOnlySequence<byte>(bytes), new JsonDocumentOptions { MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new RefusedException(RefusalReason.Invalid, "The body must be a JSON object.");
            }

            RequireKnownFieldsOnce(document.RootElement, type);
            RequireBounded(document.RootElement, string.Empty);
        }
        catch (JsonException exception)
        {
            throw Malformed(exception);
        }
    }

    /// <summary>What the serializer says of such fields does not tell them from fields of a wrong type, nor every name.</summary>
    private static void RequireKnownFieldsOnce(JsonElement body, JsonTypeInfo type)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in body.EnumerateObject())
        {
            if (!TryName(field, out var name) || type.Properties.All(known => known.Name != name))
            {
                var shown = Shorten(name ?? "?");
                throw RefusedException.Invalid(
                    shown,
                    $"The body has the unknown field '{shown}'. Its fields are {string.Join(", ", type.Properties.Select(known => known.Name))}.");
            }

            if (!seen.Add(name))
            {
                throw RefusedException.Invalid(name, $"{name} is given twice.");
            }
        }
    }

    /// <summary>Lists and texts that no field can take are not worth making anything of.</summary>
    private static void RequireBounded(JsonElement value, string path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String when JsonMarshal.GetRawUtf8Value(value).Length > BodyReader.MostTextBytes:
                throw RefusedException.Invalid(path, $"{path} must be a text of {BodyReader.MostTextBytes:N0} bytes at most.");
            case JsonValueKind.Array when value.GetArrayLength() > BodyReader.MostItems:
                throw RefusedException.Invalid(path, $"{path} holds more than {BodyReader.MostItems:N0} items, which is the most allowed.");
            case JsonValueKind.Object when value.GetPropertyCount() > BodyReader.MostItems:
                throw RefusedException.Invalid(path, $"{path} has more than {BodyReader.MostItems:N0} fields, which is the most allowed.");
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    RequireBounded(item, $"{path}[{index++}]");
                }

                break;
            case JsonValueKind.Object:
                foreach (var field in value.EnumerateObject())
                {
                    var name = TryName(field, out var known) ? Shorten(known) : "?";
                    RequireBounded(field.Value, path.Length == 0 ? name : $"{path}.{name}");
                }

                break;
        }
    }

    private static bool TryName(JsonProperty field, [NotNullWhen(true)] out string? name)
    {
        try
        {
            name = field.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair, which is no text.
            name = null;
            return false;
        }
    }

    private static RefusedException Describe(JsonException exception, JsonTypeInfo type)
    {
        // Its fields are known and there once each: what is wrong is a value.
        var path = exception.Path is { Length: > 2 } found ? found[2..] : string.Empty;
        while (path.Length > 0)
        {
            if (FindType(path, type) is { } expected)
            {
                return RefusedException.Invalid(path, $"{path} must be {Expected(expected, type.Options)}.");
            }

            // What is unknown is no value of a wrong type, but what it is part of has a field too many.
            path = path[..Math.Max(0, path.LastIndexOf('.'))];
        }

        return new RefusedException(RefusalReason.Invalid, "A field of the body cannot be read.");
    }

    /// <summary>The type of what lies at a path such as <c>resources[0].amount</c>; null where nothing can lie there.</summary>
    private static Type? FindType(string path, JsonTypeInfo type)
    {
        Type? found = null;
        foreach (var part in path.Split('.'))
        {
            var within = found is null ? type : type.Options.GetTypeInfo(found);
            var name = part.Split('[')[0];
            found = within.Properties.FirstOrDefault(property => property.Name == name)?.PropertyType;
            found = found is not null && part.Length > name.Length ? ElementOf(found) : found;
            if (found is null)
            {
                return null;
            }
        }

        return found;
    }

    private static Type? ElementOf(Type type) => type.IsGenericType ? type.GetGenericArguments()[0] : type.GetElementType();

    private static string Expected(Type type, JsonSerializerOptions options)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(long) || plain == typeof(int) ? "a whole number"
            : plain == typeof(double) ? "a number"
            : plain == typeof(bool) ? "true or false"
            : plain == typeof(string) ? "a text"
            : plain == typeof(IReadOnlyList<long>) ? "a list of whole numbers"
            : plain == typeof(JsonElement) ? "JSON that names no field twice"
            : options.GetTypeInfo(plain) is { Kind: JsonTypeInfoKind.Object } body
                ? $"an object with no fields but {string.Join(", ", body.Properties.Select(property => property.Name))}, each once"
            : ElementOf(plain) is not null ? "a list of objects"
            : "of another type";
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : $"{text[..40]}…";
}
