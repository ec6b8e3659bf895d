using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Grains.CivicAngel.Voices;

/// <summary>How agents speak.</summary>
internal static class Voice
{
    /// <summary>What an agent says to what it is asked.</summary>
    public static string Of(AgentInfo agent, string description, ActivationInput input, LifecyclePhase phase) =>
        $"{agent.Name} hears, in {phase}: {description}";
}
