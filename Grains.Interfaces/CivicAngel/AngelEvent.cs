namespace InfernoOrleans.Grains.Interfaces.CivicAngel;

/// <summary>Something happened to the Civic Angel.</summary>
/// <param name="Id">Orders events; not a number.</param>
/// <param name="At">When it was written.</param>
/// <param name="Kind"><c>voice</c>: an agent answered; <c>phase</c>: a phase began; <c>dream</c>: a dream ended; <c>model</c>: an agent was bound, or is no longer.</param>
/// <param name="AgentId">The agent of a voice or a model.</param>
/// <param name="Activation">The activation of a voice.</param>
/// <param name="Step">How many steps from the selected agents the voice was.</param>
/// <param name="Detail">The phase, the number of the dream, or the deployment; null of a voice, and where an agent is bound no longer.</param>
[GenerateSerializer, Immutable, Alias("inferno.angel-event")]
public sealed record AngelEvent(
    [property: Id(0)] string Id,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] string Kind,
    [property: Id(3)] string? AgentId,
    [property: Id(4)] string? Activation,
    [property: Id(5)] int Step,
    [property: Id(6)] string? Detail);
