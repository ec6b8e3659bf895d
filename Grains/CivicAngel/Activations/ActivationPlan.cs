using InfernoOrleans.Grains.CivicAngel.Agents;
using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Grains.CivicAngel.Activations;

/// <summary>
/// Who answers an input, and whom each answer reaches: step by step along the nestings and between neighbours, each agent once, at the first
/// step that reaches it.
/// </summary>
internal static class ActivationPlan
{
    /// <summary>The answers, in their order: the selected agents, then each step.</summary>
    /// <param name="input">What is asked; a checked one.</param>
    /// <param name="agent">The agent that is to answer; null: those that the input selects. One that stands on no torus reaches nobody.</param>
    /// <param name="bound">The agents with a model, by id.</param>
    public static IReadOnlyList<PlannedAnswer> For(ActivationInput input, string? agent, IReadOnlyCollection<string> bound)
    {
        var selected = agent is null ? Selection.Of(input, bound) : [agent];
        var plan = selected.Select(id => new PlannedAnswer(id, Step: 0, ReachedFrom: -1, ActivatedPerspectives: [])).ToList();
        var called = new HashSet<string>(selected, StringComparer.Ordinal);

        // The plan is its own queue: what is reached joins its end.
        for (var position = 0; position < plan.Count && plan[position].Step < (input.Depth ?? 0); position++)
        {
            var next = plan[position].Step + 1;
            var reached = Torus.Around(plan[position].AgentId).Where(called.Add).ToArray();
            plan.AddRange(reached.Select(id => new PlannedAnswer(id, next, position, ActivatedPerspectives: [])));
            plan[position] = plan[position] with { ActivatedPerspectives = [.. reached.Where(IsPerspective)] };
        }

        return plan;
    }

    private static bool IsPerspective(string id) => AgentCatalog.Find(id) is { Type: AgentType.Perspective };
}
