using System.Buffers;
using System.Text;
using System.Text.Json;
using InfernoOrleans.Tensors.Formats;

namespace InfernoOrleans.NeuralNetworks;

/// <summary>The JSON of the metadata <c>inferno.modules</c>: an array with one object per module.</summary>
/// <remarks>
/// <c>Linear</c> has <c>in</c>, <c>out</c> and optionally <c>bias</c>; <c>Dropout</c> has <c>p</c>; <c>BatchNorm</c> has <c>features</c> and
/// optionally <c>eps</c> and <c>momentum</c>; the activations have their type alone. White space is free, anything else is refused.
/// </remarks>
internal static class ModulesJson
{
    /// <summary>Room for all modules with generous white space; a longer text isn't parsed.</summary>
    private const int MaxLength = 1 << 18;

    public static IReadOnlyList<ModuleSpec> Read(string json)
    {
        if (json.Length > MaxLength)
        {
            throw new ModelFormatException($"The modules are described by more than {MaxLength} characters.");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new() { MaxDepth = 2, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Array)
            {
                throw new ModelFormatException("The modules must be a JSON array.");
            }

            if (document.RootElement.GetArrayLength() is 0 or > NetworkArchitecture.MaxModules)
            {
                throw new ModelFormatException($"A network has from 1 to {NetworkArchitecture.MaxModules} modules.");
            }

            return [.. document.RootElement.EnumerateArray().Select((module, index) => new ModuleJson(index, module).Read())];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // The last two: halves of surrogate pairs, escaped or not, which are no text.
            throw new ModelFormatException("The modules are not valid JSON: an array of objects without repeated members is needed.", e);
        }
    }

    public static string Write(IReadOnlyList<ModuleSpec> modules)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartArray();
            foreach (ModuleSpec module in modules)
            {
                WriteModule(json, module);
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteModule(Utf8JsonWriter json, ModuleSpec module)
    {
        json.WriteStartObject();
        json.WriteString("type", module.GetType().Name);
        switch (module)
        {
            case ModuleSpec.Linear linear:
                json.WriteNumber("in", linear.Inputs);
                json.WriteNumber("out", linear.Outputs);
                if (!linear.Bias)
                {
                    json.WriteBoolean("bias", false);
                }

                break;
            case ModuleSpec.Dropout dropout:
                json.WriteNumber("p", dropout.Probability);
                break;
            case ModuleSpec.BatchNorm norm:
                json.WriteNumber("features", norm.Features);
                json.WriteNumber("eps", norm.Epsilon);
                json.WriteNumber("momentum", norm.Momentum);
                break;
        }

        json.WriteEndObject();
    }
}
