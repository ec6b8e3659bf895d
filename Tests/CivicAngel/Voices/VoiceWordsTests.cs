using InfernoOrleans.Grains.CivicAngel.Agents;
using InfernoOrleans.Grains.CivicAngel.Voices;
using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Tests.CivicAngel.Voices;

public sealed class VoiceWordsTests
{
    private static readonly HandWords[] Hands = [.. Enum.GetValues<Hand>().Select(HandWords.Of), EmergentWords.Whole];
    private static readonly RoleWords[] Roles = [.. Enum.GetValues<HandRole>().Select(RoleWords.Of), EmergentWords.Parts];
    private static readonly LensWords[] Lenses = [.. AgentCatalog.Lenses.Select(LensWords.Of)];
    private static readonly PhaseWords[] Phases = [.. Enum.GetValues<LifecyclePhase>().Select(PhaseWords.Of)];

    private static readonly string[] Sentences =
    [
        .. Hands.SelectMany(words => words.Openings.Concat(words.Sayings)),
        .. Roles.Concat(Lenses).SelectMany(words => words.Remarks),
        .. Phases.SelectMany(words => words.Remarks),
    ];

    private static readonly string[] Parts =
    [
        .. Hands.SelectMany(words => words.Acts),
        .. Roles.Concat(Lenses).SelectMany(words => words.Deeds),
        .. Lenses.SelectMany(words => words.Stances),
        .. Phases.SelectMany(words => words.Times),
    ];

    /// <summary>By this what two agents say differs, whatever the form: neither has a phrase of the other's hand, role or lens.</summary>
    [Fact]
    public void Phrases_OfTwoOwners_AreNeverPartsOfEachOther()
    {
        string[] all = [.. Sentences, .. Parts];
        Assert.All(all, phrase => Assert.Single(all, other => other.Contains(phrase, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void Sentences_Always_BeginAndEndAsSuch() => Assert.All(Sentences, sentence => Assert.Matches(@"^[A-Z][^{}]{3,}\.$", sentence));

    [Fact]
    public void Parts_Always_GoOnInASentence() => Assert.All(Parts, part => Assert.Matches(@"^[a-z][^.]+[^., ]$", part));

    [Fact]
    public void Acts_Always_HaveOnePlaceForWhatWasAsked() =>
        Assert.All(Hands.SelectMany(words => words.Acts), act => Assert.Equal(2, act.Split("{0}").Length));

    [Fact]
    public void Phases_Always_HaveEquallyMany() =>
        Assert.All(Phases, words => Assert.Equal((Phases[0].Times.Length, Phases[0].Remarks.Length), (words.Times.Length, words.Remarks.Length)));

    [Fact]
    public void Voices_OfAHand_HaveWordsOfItAndOfNoOther() =>
        Assert.All(AgentCatalog.All, agent =>
        {
            var own = AgentCatalog.HandOf(agent) is { } hand ? HandWords.Of(hand) : EmergentWords.Whole;
            for (var i = 0; i < 12; i++)
            {
                var voice = Voice.Of(agent, "{0}", new ActivationInput("{0}", Symbol: $"{i}"), LifecyclePhase.Naming).Replace("“{0}”", "{0}", StringComparison.Ordinal);
                Assert.All(Hands, words => Assert.Equal(
                    ReferenceEquals(words, own) ? 1 : 0, Math.Min(1, words.Openings.Concat(words.Acts).Concat(words.Sayings).Count(voice.Contains))));
            }
        });
}
