using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>What the agents answered.</summary>
/// <param name="Input">What they were asked: the fields that were given.</param>
/// <param name="Responses">Their answers: those of the selected agents first, then those that these reached, step by step.</param>
/// <param name="LifecyclePhase">The phase in which they spoke.</param>
/// <param name="ActiveAgentCount">How many answered.</param>
internal sealed record ActivationResult(
    AskedInput Input, IReadOnlyList<AgentResponse> Responses, LifecyclePhase LifecyclePhase, int ActiveAgentCount)
{
    public static ActivationResult From(ActivationInput input, ActivationAnswer answer) => new(
        AskedInput.From(input), [.. answer.Responses.Select(AgentResponse.From)], answer.Phase, answer.Responses.Count);
}

/// <summary>What agents were asked: the fields that were given.</summary>
/// <param name="Description">What it is about.</param>
/// <param name="Symbol">What the emergent angel remembers it by; left out where it was not given.</param>
/// <param name="Gesture">The gesture; left out where it was not given.</param>
/// <param name="Glyph">The sign; left out where it was not given.</param>
/// <param name="Color">The colour; left out where it was not given.</param>
/// <param name="Depth">How many steps answers spread; left out where it was not given.</param>
/// <param name="Data">The numbers, as 32-bit floats; left out where they were not given.</param>
internal sealed record AskedInput(
    string Description,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Symbol,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Gesture,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Glyph,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Color,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Depth,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<float>? Data)
{
    public static AskedInput From(ActivationInput input) => new(
        input.Description!, input.Symbol, input.Gesture, input.Glyph, input.Color, input.Depth,
        input.Data is { } data ? MemoryMarshal.Cast<byte, float>(data.Span).ToArray() : null);
}

/// <summary>What one agent answered.</summary>
/// <param name="AgentId">Who.</param>
/// <param name="AgentName">Its name.</param>
/// <param name="Voice">What it says: names the agent and contains what it was asked.</param>
/// <param name="ActivatedPerspectives">The perspectives that its answer reached, by id.</param>
/// <param name="MemoryTriggers">What it remembers this by.</param>
/// <param name="Step">How many steps from the selected agents it is; left out for one of them.</param>
/// <param name="Strength">How strongly it was reached: half as strongly with every step; left out for a selected one.</param>
/// <param name="Inference">What its model answered; left out where no model was asked.</param>
internal sealed record AgentResponse(
    string AgentId,
    string AgentName,
    string Voice,
    IReadOnlyList<string> ActivatedPerspectives,
    IReadOnlyList<string> MemoryTriggers,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Step,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Strength,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] InferenceItem? Inference)
{
    public static AgentResponse From(AgentAnswer answer) => new(
        answer.AgentId,
        answer.AgentName,
        answer.Voice,
        answer.ActivatedPerspectives,
        answer.MemoryTriggers,
        answer.Step > 0 ? answer.Step : null,
        answer.Step > 0 ? Math.ScaleB(1, -answer.Step) : null,
        answer.Inference is { } inference ? InferenceItem.From(inference) : null);
}
