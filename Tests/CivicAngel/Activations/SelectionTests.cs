using InfernoOrleans.Grains.CivicAngel.Activations;
using InfernoOrleans.Grains.Interfaces.CivicAngel;

namespace InfernoOrleans.Tests.CivicAngel.Activations;

public sealed class SelectionTests
{
    private static readonly string[] Nobody = ["synth-mirror-palm", "perspective-1", "perspective-42"];
    private static readonly ReadOnlyMemory<byte> Row = new byte[4];

    [Theory]
    [InlineData("mirror", "mirror")]
    [InlineData("MIRROR", "mirror")]
    [InlineData("a flame, held high", "flame")]
    [InlineData("loom", "loom")]
    [InlineData("in depth", "depth")]
    [InlineData("songs", "song")]
    [InlineData("Silence", "silence")]
    [InlineData("mirror+flame", "mirror", "flame")]
    [InlineData("flame+mirror", "mirror", "flame")]
    [InlineData("silencesongdepthloomflamemirror", "mirror", "flame", "loom", "depth", "song", "silence")]
    public void Gesture_ThatNamesHands_CallsTheirSynthesizersInTheirOrder(string gesture, params string[] hands) =>
        Assert.Equal(hands.SelectMany(Hand), Selection.Of(new ActivationInput("A dawn", Gesture: gesture), bound: []));

    [Theory]
    [InlineData("A dawn", null, null)]
    [InlineData("A dawn", "sunrise", "bow")]
    [InlineData("A mirror", "mirror", "mirro")]
    [InlineData("Something emerges", "emergences", null)]
    [InlineData("Something emerges", "an emergence", "emergent")]
    public void Input_ThatNamesNobody_CallsTheThree(string description, string? symbol, string? gesture) =>
        Assert.Equal(Nobody, Selection.Of(new ActivationInput(description, symbol, gesture), bound: ["perspective-9"]));

    [Theory]
    [InlineData("A dawn", "emergence")]
    [InlineData("A dawn", "EmerGence")]
    [InlineData("An emergent dawn", null)]
    [InlineData("NONEMERGENTLY", "x")]
    public void Input_ThatNamesTheEmergent_CallsItAfterTheHands(string description, string? symbol)
    {
        Assert.Equal(["emergent-1"], Selection.Of(new ActivationInput(description, symbol), bound: []));
        Assert.Equal([.. Hand("loom"), "emergent-1"], Selection.Of(new ActivationInput(description, symbol, "loom"), bound: []));
    }

    [Fact]
    public void Computation_WithoutAHand_CallsAllThatHaveAModelToo()
    {
        string[] bound = ["agent-2", "perspective-200", "perspective-42", "agent-10", "perspective-9", "synth-song-palm", "emergent-1"];
        Assert.Equal(
            [.. Nobody, "emergent-1", "synth-song-palm", "perspective-9", "perspective-200", "agent-10", "agent-2"],
            Selection.Of(new ActivationInput("A dawn", Gesture: "please COMPUTE", Data: Row), bound));
        Assert.Equal(
            ["emergent-1", "synth-song-palm", "perspective-9", "perspective-42", "perspective-200", "agent-10", "agent-2"],
            Selection.Of(new ActivationInput("An emergent dawn", Gesture: "compute", Data: Row), bound));
    }

    [Fact]
    public void Computation_WithAHandOrWithoutData_CallsNobodyElse()
    {
        string[] bound = ["perspective-9", "agent-2"];
        Assert.Equal(Hand("flame"), Selection.Of(new ActivationInput("A dawn", Gesture: "compute flame", Data: Row), bound));
        Assert.Equal(Nobody, Selection.Of(new ActivationInput("A dawn", Gesture: "compute"), bound));
        Assert.Equal(Nobody, Selection.Of(new ActivationInput("compute", Symbol: "compute", Gesture: "bow", Data: Row), bound));
        Assert.Equal(Nobody, Selection.Of(new ActivationInput("A dawn", Data: Row), bound));
    }

    [Theory]
    [InlineData("compute", true, true)]
    [InlineData("flame, ComPuted", true, true)]
    [InlineData("compute", false, false)]
    [InlineData("flame", true, false)]
    [InlineData(null, true, false)]
    public void IsComputation_OfAnInput_NeedsTheWordAndData(string? gesture, bool hasData, bool expected) =>
        Assert.Equal(expected, Selection.IsComputation(new ActivationInput("compute", Gesture: gesture, Data: hasData ? Row : (ReadOnlyMemory<byte>?)null)));

    private static IEnumerable<string> Hand(string word) =>
        [$"synth-{word}-palm", .. Enumerable.Range(1, 5).Select(finger => $"synth-{word}-finger{finger}")];
}
