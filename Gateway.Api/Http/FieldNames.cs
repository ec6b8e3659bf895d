using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace InfernoOrleans.Gateway.Api.Http;

/// <summary>The fields that an object of a body may have: those of its contract type, so that reader and description cannot differ.</summary>
internal sealed class FieldNames
{
    private readonly byte[][] encoded;

    private FieldNames(string[] names)
    {
        Names = names;
        encoded = Array.ConvertAll(names, Encoding.UTF8.GetBytes);
    }

    /// <summary>The names, 64 at most.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The fields of a contract type.</summary>
    public static FieldNames Of(JsonTypeInfo type) => new([.. type.Properties.Select(property => property.Name)]);

    /// <summary>Which field the name is that <paramref name="json"/> is at; -1 for none of these.</summary>
    /// <exception cref="InvalidOperationException">The name has an escaped half of a surrogate pair, which is no text.</exception>
    public int Find(ref Utf8JsonReader json)
    {
        for (var i = 0; i < encoded.Length; i++)
        {
            if (json.ValueTextEquals(encoded[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
