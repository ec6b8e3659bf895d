namespace InfernoOrleans.Grains.Interfaces.Models;

/// <summary>One version of a registered model.</summary>
/// <param name="Name">The model.</param>
/// <param name="Version">Its version, from 1 without gaps.</param>
/// <param name="Sha256">Hash of the file, in lower-case hexadecimal: the name of the artifact.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Architecture">The layers as text.</param>
/// <param name="ParameterCount">Weights and biases.</param>
/// <param name="InputSize">Numbers in one input row.</param>
/// <param name="OutputSize">Numbers in one output row.</param>
/// <param name="Created">When it was imported.</param>
[GenerateSerializer, Immutable, Alias("inferno.model-version-info")]
public sealed record ModelVersionInfo(
    [property: Id(0)] string Name,
    [property: Id(1)] int Version,
    [property: Id(2)] string Sha256,
    [property: Id(3)] long Bytes,
    [property: Id(4)] string Architecture,
    [property: Id(5)] long ParameterCount,
    [property: Id(6)] int InputSize,
    [property: Id(7)] int OutputSize,
    [property: Id(8)] DateTimeOffset Created)
{
    /// <summary>What a deploy request calls it, <c>digits@1</c>.</summary>
    public string ModelId => $"{Name}@{Version}";
}
