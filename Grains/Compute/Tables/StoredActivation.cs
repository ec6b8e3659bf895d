using System.Text.Json;
using System.Text.Json.Serialization;
using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Grains.Compute.Tables;

/// <summary>How the answer of an agent task lies in its row, with what was asked, but not with many numbers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(TaskActivation))]
internal sealed partial class StoredActivation : JsonSerializerContext
{
    /// <summary>The most numbers of an input that are kept with the answer; more are left out.</summary>
    private const int MostNumbers = 1_024;

    /// <summary>The answer as text.</summary>
    public static string Write(TaskActivation activation) => JsonSerializer.Serialize(
        activation.Input.Data is { Length: > MostNumbers * sizeof(float) }
            ? activation with { Input = activation.Input with { Data = null } }
            : activation,
        Default.TaskActivation);

    /// <summary>The answer that a text holds.</summary>
    public static TaskActivation Read(string text) => JsonSerializer.Deserialize(text, Default.TaskActivation)!;
}
