using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Grains.CivicAngel.Voices;

/// <summary>
/// What agents say. A hand has its own way of speaking, a role and a lens their own turns of phrase; which of them, and in which form, follows
/// from the agent and the input. The phase colours it, and changes no choice.
/// </summary>
internal static class Voice
{
    /// <summary>What an agent says to what it is asked: it names the agent and contains what was asked.</summary>
    /// <param name="agent">Who speaks: one of the 253, or a custom one with a hand and a role or a lens.</param>
    /// <param name="description">What it is asked.</param>
    /// <param name="input">What goes with it.</param>
    /// <param name="phase">The phase in which it speaks.</param>
    public static string Of(AgentInfo agent, string description, ActivationInput input, LifecyclePhase phase)
    {
        var way = WayOfSpeaking.Of(agent);
        var seed = VoiceSeed.Of(agent.Id, description, input);
        var form = seed.Below(way.Forms);
        return way.Say(form, way.Choose(ref seed, agent.Name, description, PhaseWords.Of(phase)));
    }

    /// <summary>Which form it says it in, the first choice of all.</summary>
    internal static int FormOf(AgentInfo agent, string description, ActivationInput input) =>
        VoiceSeed.Of(agent.Id, description, input).Below(WayOfSpeaking.Of(agent).Forms);
}
