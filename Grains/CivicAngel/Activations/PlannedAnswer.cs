namespace InfernoOrleans.Grains.CivicAngel.Activations;

/// <summary>One agent that is to answer.</summary>
/// <param name="AgentId">Who.</param>
/// <param name="Step">How many steps away from the selected agents it is; 0 for one of them.</param>
/// <param name="ReachedFrom">The position in the plan of the answer that reached it, which comes before it; -1 for a selected agent.</param>
/// <param name="ActivatedPerspectives">The perspectives that it reaches, by id.</param>
internal sealed record PlannedAnswer(string AgentId, int Step, int ReachedFrom, IReadOnlyList<string> ActivatedPerspectives);
