namespace InfernoOrleans.Grains.Interfaces.Namespaces;

/// <summary>What a file holds, as of one moment.</summary>
/// <param name="Bytes">UTF-8 text, or, of files that users wrote, whatever they wrote. The receiver must not change them.</param>
/// <param name="MediaType"><c>text/plain</c>, <c>application/json</c> or <c>application/octet-stream</c>.</param>
[GenerateSerializer, Immutable, Alias("inferno.file-content")]
public sealed record FileContent([property: Id(0)] ReadOnlyMemory<byte> Bytes, [property: Id(1)] string MediaType);
