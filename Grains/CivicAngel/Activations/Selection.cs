using InfernoOrleans.Grains.CivicAngel.Agents;
using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Grains.CivicAngel.Activations;

/// <summary>Which agents an input calls upon. No word of it minds the case.</summary>
internal static class Selection
{
    private static readonly string[] WhenNobody = ["synth-mirror-palm", "perspective-1", "perspective-42"];

    /// <summary>The agents, in the order in which they answer.</summary>
    /// <param name="input">What they are asked.</param>
    /// <param name="bound">The agents with a model, by id, the custom ones too; looked at only where all of them are called upon.</param>
    public static IReadOnlyList<string> Of(ActivationInput input, IReadOnlyCollection<string> bound)
    {
        var hands = Enum.GetValues<Hand>().Where(hand => Says(input.Gesture, hand.ToString())).ToArray();
        List<string> selected = [.. hands.SelectMany(AgentCatalog.OfHand).Select(agent => agent.Id)];
        if (string.Equals(input.Symbol, "emergence", StringComparison.OrdinalIgnoreCase) || Says(input.Description, "emergent"))
        {
            selected.Add(AgentCatalog.EmergentId);
        }

        if (selected.Count == 0)
        {
            selected.AddRange(WhenNobody);
        }

        if (hands.Length == 0 && IsComputation(input))
        {
            selected.AddRange(InOrder(bound.Except(selected, StringComparer.Ordinal)));
        }

        return selected;
    }

    /// <summary>Whether agents with a model are to use it.</summary>
    public static bool IsComputation(ActivationInput input) => input.Data is { Length: > 0 } && Says(input.Gesture, "compute");

    private static bool Says(string? text, string word) => text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Those of the catalogue in its order, then the custom ones.</summary>
    private static IEnumerable<string> InOrder(IEnumerable<string> agents) =>
        agents.OrderBy(id => AgentCatalog.IndexOf(id) is >= 0 and var index ? index : int.MaxValue).ThenBy(id => id, StringComparer.Ordinal);
}
