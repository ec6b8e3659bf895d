using System.Text.RegularExpressions;
using CsCheck;
using InfernoOrleans.Grains.CivicAngel.Agents;
using InfernoOrleans.Grains.CivicAngel.Voices;
using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Tests.CivicAngel.Voices;

public sealed partial class VoiceTests
{
    private const string Dawn = "A dawn over the harbour";

    private static readonly AgentInfo[] Custom =
    [
        new("agent-7", "Ferry", "Carries.", AgentType.Custom, Hand.Song, HandRole.Finger2),
        new("agent-8", "Pier", "Waits.", AgentType.Custom, Hand.Depth, Role: null, "the-edge"),
        new("agent-9", "Gull", "Watches.", AgentType.Custom),
    ];

    private static readonly Gen<AgentInfo> Agents = Gen.Int[0, AgentCatalog.All.Count + Custom.Length - 1]
        .Select(i => i < AgentCatalog.All.Count ? AgentCatalog.All[i] : Custom[i - AgentCatalog.All.Count]);

    private static readonly Gen<LifecyclePhase> Phases = Gen.Int[0, 5].Select(phase => (LifecyclePhase)phase);

    [Theory]
    [InlineData(Dawn, LifecyclePhase.Silence)]
    [InlineData(Dawn, LifecyclePhase.Dissolution)]
    [InlineData("…", LifecyclePhase.Singing)]
    [InlineData("Who are you?", LifecyclePhase.Mirroring)]
    public void AllAgents_GivenOneInput_SayDifferentThings(string description, LifecyclePhase phase)
    {
        var voices = AgentCatalog.All.Select(agent => (agent.Name, Voice: Say(agent, description, phase: phase))).ToArray();
        Assert.Equal(253, voices.Select(voice => voice.Voice).Distinct().Count());
        Assert.Equal(253, voices.Select(voice => voice.Voice.Replace(voice.Name, "", StringComparison.Ordinal)).Distinct().Count());
    }

    [Fact]
    public void OneAgent_GivenTwentyInputs_UsesAtLeastFiveForms() =>
        Assert.All(AgentCatalog.All.Concat(Custom), agent =>
        {
            var inputs = Enumerable.Range(1, 20).Select(i => $"Question {i}").ToArray();
            Assert.InRange(inputs.Select(text => Voice.FormOf(agent, text, new ActivationInput(text))).Distinct().Count(), 5, 12);

            // And it can be seen: where the agent and the question stand, and between which marks.
            Assert.InRange(inputs.Select(text => Outline(agent, text)).Distinct().Count(), 5, 20);
        });

    [Fact]
    public void AnyAgent_GivenAnyText_NamesItselfAndContainsTheText() =>
        Gen.Select(Agents, Gen.String[Gen.Char, 1, 60], Phases).Sample((agent, description, phase) =>
        {
            var voice = Say(agent, description, phase: phase);
            Assert.Contains(agent.Name, voice, StringComparison.Ordinal);
            Assert.Contains(description, voice, StringComparison.Ordinal);
        });

    [Theory]
    [InlineData("{0}")]
    [InlineData("“{0}” {1} \\ $1")]
    [InlineData("The Emergent Angel: “…”\r\n\t")]
    public void AnyAgent_GivenATextThatLooksLikeATemplate_LeavesItAsItIs(string description) =>
        Assert.All(AgentCatalog.All, agent => Assert.Equal(2, Say(agent, description).Split($"“{description}”").Length));

    [Theory]
    [InlineData("We vote tomorrow.")]
    [InlineData("We vote tomorrow!")]
    [InlineData("Do we vote tomorrow?")]
    [InlineData("Tomorrow …")]
    public void AnyAgent_GivenAWholeSentence_EndsItOnce(string description) =>
        Assert.All(AgentCatalog.All, agent =>
        {
            for (var i = 0; i < 20; i++)
            {
                Assert.DoesNotContain("”.", Say(agent, description, glyph: $"{i}"), StringComparison.Ordinal);
            }
        });

    [Fact]
    public void AnyAgent_InAnyPhase_AddsAFewWordsOnly() =>
        Assert.All(AgentCatalog.All, agent =>
        {
            for (var i = 0; i < 60; i++)
            {
                Assert.InRange(Say(agent, Dawn, glyph: $"{i}", phase: (LifecyclePhase)(i % 6)).Length - Dawn.Length, 60, 220);
            }
        });

    [Fact]
    public void AnyAgent_InTwoPhases_SaysItInOneFormAndDifferently() =>
        Assert.All(AgentCatalog.All, agent =>
        {
            var voices = Enum.GetValues<LifecyclePhase>().Select(phase => Say(agent, Dawn, phase: phase)).ToArray();
            Assert.Equal(6, voices.Distinct().Count());

            // What comes before the first word that differs, and what follows after the last, is the same in all of them.
            var words = PhaseWords.Of(LifecyclePhase.Silence);
            var said = words.Times.Concat(words.Times.Select(Phrases.Begin)).Concat(words.Remarks).Last(voices[0].Contains);
            var around = voices[0].Split(said);
            Assert.All(voices, voice => Assert.True(voice.StartsWith(around[0], StringComparison.Ordinal) && voice.EndsWith(around[1], StringComparison.Ordinal)));
        });

    [Theory]
    [InlineData(
        "emergent-1", LifecyclePhase.Silence,
        "All six hands, one voice. Asked about “A dawn over the harbour”, The Emergent Angel hands it back whole, with the room gone still.")]
    [InlineData(
        "synth-mirror-palm", LifecyclePhase.Silence,
        "No one else has spoken yet. Mirror Palm seats “A dawn over the harbour” across from whoever said it. It fits, if nobody hurries it.")]
    [InlineData(
        "synth-song-finger4", LifecyclePhase.Singing,
        "From the chest. In full voice, Song Fourth Finger finds the beat in “A dawn over the harbour”. If it is true, it will bear the weight.")]
    [InlineData(
        "perspective-42", LifecyclePhase.Dissolution,
        "Take “A dawn over the harbour”. While forms run together, Perspective 42: the-dreamed lets it change its shape. Held this way, it can still leave. One match, dry wood.")]
    public void Voice_OfAnAgentAndAnInput_IsTheSameEverywhere(string agent, LifecyclePhase phase, string expected) =>
        Assert.Equal(expected, Say(AgentCatalog.Find(agent)!, Dawn, phase: phase));

    [Fact]
    public void Voice_OfEachPartOfTheInput_Depends()
    {
        var agent = AgentCatalog.All[1];
        ActivationInput[] inputs =
        [
            new(Dawn), new(Dawn, Symbol: "x"), new(Dawn, Gesture: "x"), new(Dawn, Glyph: "x"), new(Dawn, Color: "x"), new(Dawn, "ab", "c"), new(Dawn, "a", "bc"),
        ];
        Assert.Equal(inputs.Length, inputs.Select(input => Voice.Of(agent, Dawn, input, LifecyclePhase.Silence)).Distinct().Count());

        // What it is asked counts, not what was asked of whoever reached it; nor do the numbers and the depth.
        var spread = new ActivationInput("Something else", Depth: 3, Data: new byte[4]);
        Assert.Equal(Say(agent, Dawn), Voice.Of(agent, Dawn, spread, LifecyclePhase.Silence));
    }

    [Fact]
    public void Forms_OverManyInputs_ComeEquallyOften()
    {
        var forms = Enumerable.Range(0, 12_000).Select(i => Voice.FormOf(AgentCatalog.All[1], $"{i}", new ActivationInput($"{i}"))).CountBy(form => form);
        Assert.Equal(SynthesizerForms.Count, forms.Count());

        // Five standard deviations.
        Assert.All(forms, form => Assert.InRange(form.Value, 1_000 - 152, 1_000 + 152));
    }

    [Fact]
    public void CustomAgents_WithAHand_SpeakInItsWayAndInThatOfTheirRoleOrLens()
    {
        Assert.All(Enumerable.Range(0, 30), i =>
        {
            Assert.Contains(RoleWords.Of(HandRole.Finger2).Deeds.Concat(RoleWords.Of(HandRole.Finger2).Remarks), Say(Custom[0], Dawn, $"{i}").Contains);
            Assert.Contains(LensWords.Of("the-edge").Deeds.Concat(LensWords.Of("the-edge").Remarks), Say(Custom[1], Dawn, $"{i}").Contains);
        });
        Assert.Same(HandWords.Of(Hand.Song), WayOfSpeaking.Of(Custom[0]).Hand);
        Assert.Same(HandWords.Of(Hand.Depth), WayOfSpeaking.Of(Custom[1]).Hand);
        Assert.Same(EmergentWords.Whole, WayOfSpeaking.Of(Custom[2]).Hand);
    }

    private static string Say(AgentInfo agent, string description, string? glyph = null, LifecyclePhase phase = LifecyclePhase.Silence) =>
        Voice.Of(agent, description, new ActivationInput(description, Glyph: glyph), phase);

    private static string Outline(AgentInfo agent, string description) =>
        Letters().Replace(
            Say(agent, description).Replace(agent.Name, "\u0001", StringComparison.Ordinal).Replace($"“{description}”", "\u0002", StringComparison.Ordinal), "");

    [GeneratedRegex(@"[\w\s-]")]
    private static partial Regex Letters();
}
