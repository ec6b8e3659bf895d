using InfernoOrleans.Grains.CivicAngel.Agents;
using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Grains.CivicAngel.Voices;

/// <summary>What an agent chooses its phrases from, and the forms in which it says them.</summary>
/// <param name="Hand">The words of its hand.</param>
/// <param name="Role">The words of its role, or of its lens where it has no role.</param>
/// <param name="Lens">The words of its lens where it has a role too.</param>
/// <param name="Forms">How many forms there are.</param>
/// <param name="Say">Says phrases in a form.</param>
internal sealed record WayOfSpeaking(HandWords Hand, RoleWords Role, LensWords? Lens, int Forms, Func<int, Phrases, string> Say)
{
    /// <summary>
    /// That of an agent: of perspectives by hand, role and lens, of synthesizers by hand and role, of a custom agent by what it has of these; of
    /// one without a hand it is the emergent agent's.
    /// </summary>
    public static WayOfSpeaking Of(AgentInfo agent)
    {
        var lens = agent.SymbolicLens is { } name ? LensWords.Of(name) : null;
        return (AgentCatalog.HandOf(agent), AgentCatalog.RoleOf(agent), lens) switch
        {
            ({ } hand, { } role, not null) => new(HandWords.Of(hand), RoleWords.Of(role), lens, PerspectiveForms.Count, PerspectiveForms.Say),
            ({ } hand, { } role, null) => new(HandWords.Of(hand), RoleWords.Of(role), Lens: null, SynthesizerForms.Count, SynthesizerForms.Say),
            ({ } hand, null, not null) => new(HandWords.Of(hand), lens, Lens: null, SynthesizerForms.Count, SynthesizerForms.Say),
            _ => new(EmergentWords.Whole, EmergentWords.Parts, Lens: null, EmergentForms.Count, EmergentForms.Say),
        };
    }

    /// <summary>Chooses the phrases for one answer.</summary>
    public Phrases Choose(ref VoiceSeed seed, string name, string description, PhaseWords phase)
    {
        var quote = $"“{description}”";
        return new Phrases(
            name,
            quote,
            seed.Among(Hand.Openings),
            seed.Among(Hand.Acts).Replace("{0}", quote, StringComparison.Ordinal),
            seed.Among(Hand.Sayings),
            seed.Among(Role.Deeds),
            seed.Among(Role.Remarks),
            seed.Among(phase.Times),
            seed.Among(phase.Remarks))
        {
            Stance = Lens is null ? "" : seed.Among(Lens.Stances),
            LensDeed = Lens is null ? "" : seed.Among(Lens.Deeds),
            LensRemark = Lens is null ? "" : seed.Among(Lens.Remarks),
        };
    }
}
