using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>What the model of an agent answered.</summary>
/// <param name="DeploymentId">The deployment that the agent is bound to.</param>
/// <param name="Result">Its output for the row of numbers; null where there is none.</param>
/// <param name="Label">The index of the greatest number, counted from 0; null where there is no result or it is a single number.</param>
/// <param name="Error">Why there is no result; left out where there is one.</param>
internal sealed record InferenceItem(
    string DeploymentId,
    IReadOnlyList<float>? Result,
    int? Label,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error)
{
    public static InferenceItem From(AgentInference inference) => new(
        inference.Deployment.ToString(),
        inference.Result is { } row ? MemoryMarshal.Cast<byte, float>(row.Span).ToArray() : null,
        inference.Label,
        inference.Error);
}
