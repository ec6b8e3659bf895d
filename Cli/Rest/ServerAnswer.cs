using System.Text.Json;
using System.Text.Json.Serialization;

namespace InfernoOrleans.Cli.Rest;

/// <summary>
/// What every answer shares: members that this version does not know are kept, so that <c>--json</c> loses nothing that a newer server sends.
/// </summary>
internal abstract record ServerAnswer
{
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}
