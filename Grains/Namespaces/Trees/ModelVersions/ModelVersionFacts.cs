using InfernoOrleans.Grains.Interfaces.Models;

namespace InfernoOrleans.Grains.Namespaces.Trees.ModelVersions;

/// <summary><c>metadata</c> of a model version, as <c>GET /inferno/models</c> shows it.</summary>
internal sealed record ModelVersionFacts(
    string ModelId,
    string Name,
    int Version,
    string Sha256,
    long Bytes,
    string Architecture,
    long ParameterCount,
    int InputSize,
    int OutputSize,
    long Created)
{
    public static ModelVersionFacts From(ModelVersionInfo info) => new(
        info.ModelId,
        info.Name,
        info.Version,
        info.Sha256,
        info.Bytes,
        info.Architecture,
        info.ParameterCount,
        info.InputSize,
        info.OutputSize,
        info.Created.ToUnixTimeMilliseconds());
}

/// <summary><c>stats</c> of a model version: what it takes.</summary>
/// <param name="Bytes">Length of its file.</param>
/// <param name="ParameterCount">Weights and biases.</param>
internal sealed record ModelVersionCounts(long Bytes, long ParameterCount)
{
    public static ModelVersionCounts From(ModelVersionInfo info) => new(info.Bytes, info.ParameterCount);
}
