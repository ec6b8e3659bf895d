using System.Text.Json;
using Orleans.Storage;

namespace InfernoOrleans.Grains.Hosting;

/// <summary>Grain state as JSON without the names of types, so that it can be read by people and by later versions.</summary>
internal sealed class JsonGrainStateSerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input));

    public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToMemory().Span)!;
}
