using System.Collections.Frozen;
using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Gateway.Api.CivicAngel;

/// <summary>What each phase of the lifecycle is about.</summary>
internal static class PhaseWords
{
    private static readonly FrozenDictionary<LifecyclePhase, string> Sentences = new Dictionary<LifecyclePhase, string>
    {
        [LifecyclePhase.Silence] = "Nothing has been asked yet: the agents listen, and what will be said gathers itself.",
        [LifecyclePhase.Breath] = "The first stirring: attention is drawn in, and every agent makes room for what is coming.",
        [LifecyclePhase.Naming] = "What was only felt receives a name, and by its name it can be called and remembered.",
        [LifecyclePhase.Singing] = "The names join into one voice: hand answers hand, and each answer carries the others.",
        [LifecyclePhase.Mirroring] = "The song is held up to itself: agents find in one another what they said and what they left out.",
        [LifecyclePhase.Dissolution] = "Forms come apart and the agents dream: what is weak is let go, what belongs together is joined.",
    }.ToFrozenDictionary();

    /// <summary>The sentence for a phase.</summary>
    public static string Describe(LifecyclePhase phase) => Sentences[phase];
}
