using System.Text.Json.Serialization;
using InfernoOrleans.Grains.Interfaces.Models;

namespace InfernoOrleans.Gateway.Api.Models;

/// <summary>A version of a registered model: in a list, or as what an imported file became or already was.</summary>
/// <param name="Success">True in the answer of an import; absent in a list.</param>
/// <param name="ModelId">What a deploy request calls it, <c>digits@1</c>.</param>
/// <param name="Name">The model.</param>
/// <param name="Version">Its version, from 1.</param>
/// <param name="Sha256">Hash of the file.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Architecture">The layers as text.</param>
/// <param name="ParameterCount">Weights and biases.</param>
/// <param name="InputSize">Numbers in one input row.</param>
/// <param name="OutputSize">Numbers in one output row.</param>
/// <param name="Created">Milliseconds since 1970.</param>
internal sealed record ModelVersionItem(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Success,
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
    public static ModelVersionItem From(ModelVersionInfo info) => From(info, success: null);

    public static ModelVersionItem Imported(ModelVersionInfo info) => From(info, success: true);

    private static ModelVersionItem From(ModelVersionInfo info, bool? success) => new(
        success,
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
