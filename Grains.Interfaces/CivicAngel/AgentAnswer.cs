namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>What one agent answered.</summary>
/// <param name="AgentId">Who.</param>
/// <param name="AgentName">Its name.</param>
/// <param name="Voice">What it says: names the agent and contains what it was asked.</param>
/// <param name="ActivatedPerspectives">The perspectives that its answer reached, by id.</param>
/// <param name="MemoryTriggers">What it remembers this by.</param>
/// <param name="Step">How many steps away from the selected agents it is; 0 for one of them.</param>
/// <param name="Inference">What its model answered; null where it has none or was given no data.</param>
[GenerateSerializer, Immutable, Alias("inferno.agent-answer")]
public sealed record AgentAnswer(
    [property: Id(0)] string AgentId,
    [property: Id(1)] string AgentName,
    [property: Id(2)] string Voice,
    [property: Id(3)] IReadOnlyList<string> ActivatedPerspectives,
    [property: Id(4)] IReadOnlyList<string> MemoryTriggers,
    [property: Id(5)] int Step = 0,
    [property: Id(6)] AgentInference? Inference = null);
