using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace InfernoOrleans.Cli.Cluster;

/// <summary>The state of a cluster on one machine, and what is said to its supervisor, as JSON.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ClusterReady))]
[JsonSerializable(typeof(ClusterState))]
[JsonSerializable(typeof(ControlAnswer))]
[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(IReadOnlyList<ProcessRecord>))]
internal sealed partial class ClusterJson : JsonSerializerContext
{
    /// <summary>For people and pipes: nothing here ends up in HTML.</summary>
    public static ClusterJson Readable =>
        field ??= new(new JsonSerializerOptions(Default.Options!) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
