using System.Text.Json.Serialization;
using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Grains.Namespaces.Trees.Agents;

/// <summary><c>metadata</c> of an agent, as <c>GET /civic-angel/agents/{id}</c> shows it.</summary>
internal sealed record AgentFacts(
    string Id,
    string Name,
    string Description,
    string AgentType,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Hand? Hand,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] HandRole? Role,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SymbolicLens,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? DeploymentId)
{
    public static AgentFacts From(AgentInfo info) => new(
        info.Id, info.Name, info.Description, info.Type.ToString().ToLowerInvariant(), info.Hand, info.Role, info.SymbolicLens, info.Model?.ToString());
}
