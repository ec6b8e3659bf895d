using System.Text.Json.Serialization;
using InfernoOrleans.Gateway.Api.CivicAngel;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Compute;

namespace InfernoOrleans.Gateway.Api.Compute;

/// <summary>
/// The result of a task: its shape, or, of an agent task, what <c>/civic-angel/activate</c> would have answered. The route <c>…/result</c> has its
/// numbers as an NPY file, however many they are.
/// </summary>
/// <param name="Shape">Its extents; left out for an agent task.</param>
/// <param name="Artifact">The SHA-256 of a result that is too long for <c>resultData</c>; left out otherwise.</param>
/// <param name="Input">agent: what was asked; left out otherwise.</param>
/// <param name="Responses">agent: the answers; left out otherwise.</param>
/// <param name="LifecyclePhase">agent: the phase in which they spoke; left out otherwise.</param>
/// <param name="ActiveAgentCount">agent: how many answers there are; left out otherwise.</param>
internal sealed record TaskOutput(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<long>? Shape,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Artifact,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AskedInput? Input,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<AgentResponse>? Responses,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LifecyclePhase? LifecyclePhase,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? ActiveAgentCount)
{
    public static TaskOutput? From(TaskInfo info) => info switch
    {
        { Output: { } output } => OfAgents(ActivationResult.From(output.Input, output.Answer)),
        { ResultShape: { } shape } => new(shape, info.Artifact, Input: null, Responses: null, LifecyclePhase: null, ActiveAgentCount: null),
        _ => null,
    };

    private static TaskOutput OfAgents(ActivationResult result) =>
        new(Shape: null, Artifact: null, result.Input, result.Responses, result.LifecyclePhase, result.ActiveAgentCount);
}
