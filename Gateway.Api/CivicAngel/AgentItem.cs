using System.Text.Json.Serialization;
using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>Who an agent is.</summary>
/// <param name="Id"><c>emergent-1</c>, <c>synth-mirror-palm</c>, <c>perspective-42</c>, or <c>agent-7</c> of one that was deployed.</param>
/// <param name="Name">Its name, which its voice says.</param>
/// <param name="Description">What it is for, in a sentence.</param>
/// <param name="AgentType"><c>emergent</c>, <c>synthesizer</c>, <c>perspective</c> or <c>custom</c>.</param>
/// <param name="Hand">The hand of a synthesizer, or of a custom agent that has one; left out otherwise.</param>
/// <param name="Role">The role of a synthesizer, or of a custom agent that has one; left out otherwise.</param>
/// <param name="SymbolicLens">The lens of a perspective, or of a custom agent that has one; left out otherwise.</param>
/// <param name="DeploymentId">The deployment that it computes with; left out where it is bound to none.</param>
internal sealed record AgentItem(
    string Id,
    string Name,
    string Description,
    string AgentType,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Hand? Hand,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] HandRole? Role,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SymbolicLens,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? DeploymentId)
{
    public static AgentItem From(AgentInfo info) => new(
        info.Id,
        info.Name,
        info.Description,
        info.Type.ToString().ToLowerInvariant(),
        info.Hand,
        info.Role,
        info.SymbolicLens,
        info.Model?.ToString());
}
