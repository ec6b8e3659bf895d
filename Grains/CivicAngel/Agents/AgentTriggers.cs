using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Grains.CivicAngel.Agents;

/// <summary>What an agent remembers an activation by.</summary>
internal static class AgentTriggers
{
    private const string Emergence = "emergence";

    /// <summary>
    /// Its hand and its role in lower case, its lens and what it is bound to, as far as it has them; but a synthesizer is not remembered by what
    /// it is bound to. Of the emergent agent the symbol, if there is one.
    /// </summary>
    public static IReadOnlyList<string> Of(AgentInfo agent, ActivationInput input) => agent.Type switch
    {
        AgentType.Emergent => [string.IsNullOrWhiteSpace(input.Symbol) ? Emergence : input.Symbol],
        AgentType.Synthesizer => [Word(agent.Hand), Word(agent.Role)],
        AgentType.Perspective => [agent.SymbolicLens!, .. Binding(agent)],
        _ => [.. Words(agent), .. Binding(agent)],
    };

    private static IEnumerable<string> Words(AgentInfo agent)
    {
        if (agent.Hand is not null)
        {
            yield return Word(agent.Hand);
        }

        if (agent.Role is not null)
        {
            yield return Word(agent.Role);
        }

        if (agent.SymbolicLens is { } lens)
        {
            yield return lens;
        }
    }

    private static IEnumerable<string> Binding(AgentInfo agent) => agent.Model is { } model ? [model.ToString()] : [];

    private static string Word<T>(T word) => word!.ToString()!.ToLowerInvariant();
}
