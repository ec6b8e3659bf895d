using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using InfernoOrleans.Grains.Namespaces.Trees.Agents;
using InfernoOrleans.Grains.Namespaces.Trees.Computing;
using InfernoOrleans.Grains.Namespaces.Trees.ModelVersions;
using InfernoOrleans.Grains.Namespaces.Trees.Processes;

namespace InfernoOrleans.Grains.Namespaces.Trees;

/// <summary>How what synthetic files tell is written: with the names, the order and the words of the REST contract.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(DeploymentFacts))]
[JsonSerializable(typeof(ExecutionCounts))]
[JsonSerializable(typeof(RunCounts))]
[JsonSerializable(typeof(AgentFacts))]
[JsonSerializable(typeof(AgentCounts))]
[JsonSerializable(typeof(NodeFacts))]
[JsonSerializable(typeof(NodeLoadFacts))]
[JsonSerializable(typeof(TaskFacts))]
[JsonSerializable(typeof(TaskCounts))]
[JsonSerializable(typeof(ModelVersionFacts))]
[JsonSerializable(typeof(ModelVersionCounts))]
internal sealed partial class TreeJson : JsonSerializerContext
{
    // Not in an initializer, which could run before the one of Default.
    private static TreeJson? readable;

    /// <summary>Text stays readable (<c>→</c> rather than <c>\u2192</c>): nothing here ends up in HTML.</summary>
    public static TreeJson Readable => readable ??=
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
