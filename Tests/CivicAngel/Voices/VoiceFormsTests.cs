using InfernoOrleans.Grains.CivicAngel.Voices;

namespace InfernoOrleans.Tests.CivicAngel.Voices;

public sealed class VoiceFormsTests
{
    private static readonly string[] OfHand = ["<opening>", "<act", "<saying>"];
    private static readonly string[] OfRole = ["<deed>", "<remark>"];
    private static readonly string[] OfLens = ["<lens-", "<stance>"];
    private static readonly string[] OfPhase = ["<time>", "<phase-remark>"];

    // Every phrase begins with a letter of no case, so that a sentence that begins with it leaves it as it is.
    private static readonly Phrases Marks =
        new("<name>", "<quote>", "<opening>", "<act <quote>>", "<saying>", "<deed>", "<remark>", "<time>", "<phase-remark>")
        {
            Stance = "<stance>",
            LensDeed = "<lens-deed>",
            LensRemark = "<lens-remark>",
        };

    public static TheoryData<string> Layers => ["emergent", "synthesizer", "perspective"];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Forms_OfALayer_AreAtLeastEightThatDiffer(string layer)
    {
        var forms = Forms(layer);
        Assert.InRange(forms.Length, 8, int.MaxValue);
        Assert.Equal(forms.Length, forms.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Forms_OfALayer_NameTheAgentAndTheQuoteOnceAndSpeakOfAllThatItIs(string layer) =>
        Assert.All(Forms(layer), form =>
        {
            Assert.Equal((2, 2), (form.Split("<name>").Length, form.Split("<quote>").Length));
            Assert.Contains(OfHand, form.Contains);
            Assert.Contains(OfPhase, form.Contains);

            // Which of the emergent agent's words are in place of a hand's and which of a role's makes no difference.
            Assert.True(layer == "emergent" || OfRole.Any(form.Contains));
            Assert.Equal(layer == "perspective", OfLens.Any(form.Contains));
        });

    [Theory]
    [MemberData(nameof(Layers))]
    public void Forms_OfALayer_SayNothingTwiceAndEndASentence(string layer) =>
        Assert.All(Forms(layer), form =>
        {
            Assert.All([.. OfHand, .. OfRole, .. OfLens, .. OfPhase], mark => Assert.InRange(form.Split(mark).Length, 1, mark == "<lens-" ? 3 : 2));
            Assert.Matches(@"(\.|<opening>|<saying>|<remark>|<lens-remark>|<phase-remark>)$", form);
            Assert.DoesNotContain("  ", form);
        });

    private static string[] Forms(string layer) => layer switch
    {
        "emergent" => [.. Enumerable.Range(0, EmergentForms.Count).Select(form => EmergentForms.Say(form, Marks))],
        "synthesizer" => [.. Enumerable.Range(0, SynthesizerForms.Count).Select(form => SynthesizerForms.Say(form, Marks))],
        _ => [.. Enumerable.Range(0, PerspectiveForms.Count).Select(form => PerspectiveForms.Say(form, Marks))],
    };
}
