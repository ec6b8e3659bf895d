using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using InfernoOrleans.Grains.Interfaces.Namespaces;

namespace InfernoOrleans.Grains.Namespaces.Trees;

/// <summary>What synthetic files hold: lines of text, or JSON on one line.</summary>
internal static class TreeContent
{
    private const string PlainText = "text/plain";

    public static FileContent Empty { get; } = new(ReadOnlyMemory<byte>.Empty, PlainText);

    public static FileContent Text(string text) => new(Encoding.UTF8.GetBytes(text), PlainText);

    public static FileContent Text(ReadOnlyMemory<byte> utf8) => new(utf8, PlainText);

    public static FileContent Json<T>(T value, JsonTypeInfo<T> type)
    {
        var json = new MemoryStream();
        JsonSerializer.Serialize(json, value, type);
        json.WriteByte((byte)'\n');
        return new FileContent(json.ToArray(), "application/json");
    }
}
