using System.Runtime.InteropServices;
using System.Text;
using InfernoOrleans.Gateway.Api.CivicAngel;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Bodies for the Civic Angel as they are read, before any agent is asked.</summary>
public sealed class AngelReaderTests
{
    private const int MostNumbers = 4;

    [Fact]
    public void Activation_WithEveryField_IsReadWhole()
    {
        var input = Read(
            """{"data":[1,-2.5,3e2],"depth":3,"color":"größe","glyph":"\ud83d\ude00","gesture":"mirror","symbol":"s","description":"d"}""");

        Assert.Equal(("d", "s", "mirror", "😀", "größe", 3L), (input.Description, input.Symbol, input.Gesture, input.Glyph, input.Color, input.Depth!.Value));
        Assert.Equal([1, -2.5f, 300], MemoryMarshal.Cast<byte, float>(input.Data!.Value.Span).ToArray());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"description":null,"symbol":null,"gesture":null,"glyph":null,"color":null,"depth":null,"data":null}""")]
    public void Activation_WithoutAnyField_IsLeftToTheCluster(string body) => Assert.Equal(new ActivationInput(null), Read(body));

    [Theory]
    [InlineData(null, "")]
    [InlineData(null, "[]")]
    [InlineData(null, "\"d\"")]
    [InlineData(null, """{"description":"d"}{}""")]
    [InlineData(null, """{"description":"d","data":[NaN]}""")]
    [InlineData("description", """{"description":1}""")]
    [InlineData("description", """{"description":"d","description":"d"}""")]
    [InlineData("description", """{"description":"\ud83d"}""")]
    [InlineData("symbol", """{"description":"d","symbol":[]}""")]
    [InlineData("gesture", """{"description":"d","gesture":{}}""")]
    [InlineData("depth", """{"description":"d","depth":1.5}""")]
    [InlineData("depth", """{"description":"d","depth":"1"}""")]
    [InlineData("data", """{"description":"d","data":"1"}""")]
    [InlineData("data[1]", """{"description":"d","data":[1,1e39]}""")]
    [InlineData("data[0]", """{"description":"d","data":["1"]}""")]
    [InlineData("data", """{"description":"d","data":[1,2,3,4,5]}""")]
    [InlineData("Description", """{"Description":"d"}""")]
    [InlineData("mood", """{"description":"d","mood":"calm"}""")]
    public void Activation_OfAnotherShape_IsRefusedWithItsField(string? field, string body) => AssertRefused(field, () => Read(body));

    [Theory]
    [InlineData("""{"description":"d"}""")]
    [InlineData("""{"description":"d","gesture":null}""")]
    [InlineData("""{"description":"d","gesture":""}""")]
    [InlineData("""{"description":"d","gesture":" \t"}""")]
    public void Gesture_ThatIsNone_IsRefused(string body) =>
        AssertRefused("gesture", () => ActivationReader.ReadGesture(Encoding.UTF8.GetBytes(body), MostNumbers));

    [Fact]
    public void Gesture_WithTheFieldsOfAnActivation_IsReadAsOne()
    {
        var body = """{"gesture":"mirror compute","description":"d","symbol":"s","glyph":"g","color":"c","depth":2,"data":[1]}""";

        // The data of each is a copy of its own.
        Assert.Equal(Read(body) with { Data = null }, ActivationReader.ReadGesture(Encoding.UTF8.GetBytes(body), MostNumbers) with { Data = null });
    }

    [Theory]
    [InlineData("""{"agents":["emergent-1","agent-7"],"topic":"t"}""", 2)]
    [InlineData("""{"agents":["emergent-1","agent-7","emergent-1"],"topic":"t","turns":null}""", 3)]
    [InlineData("""{"agents":["emergent-1","agent-7"],"topic":"t","turns":1}""", 1)]
    [InlineData("""{"agents":["emergent-1","agent-7"],"topic":"t","turns":64}""", 64)]
    public void Dialogue_WithOrWithoutTurns_HasThem(string body, int turns)
    {
        var dialogue = ReadDialogue(body);

        Assert.Equal((turns, "t"), (dialogue.Turns, dialogue.Topic));
        Assert.Equal(["emergent-1", "agent-7"], dialogue.Agents.Take(2));
        Assert.Equal(["emergent-1", "agent-7"], new[] { 1, 2 }.Select(dialogue.SpeakerOf));
        Assert.Equal("emergent-1", dialogue.SpeakerOf(dialogue.Agents.Count + 1));
    }

    [Theory]
    [InlineData(null, "{")]
    [InlineData("agents", """{"topic":"t"}""")]
    [InlineData("agents", """{"agents":null,"topic":"t"}""")]
    [InlineData("agents", """{"agents":"emergent-1","topic":"t"}""")]
    [InlineData("agents", """{"agents":[],"topic":"t"}""")]
    [InlineData("agents", """{"agents":["emergent-1"],"topic":"t"}""")]
    [InlineData("agents", """{"agents":["agent-1","agent-2","agent-3","agent-4","agent-5","agent-6","agent-7"],"topic":"t"}""")]
    [InlineData("agents[1]", """{"agents":["emergent-1","emergent-2"],"topic":"t"}""")]
    [InlineData("agents[1]", """{"agents":["emergent-1",null],"topic":"t"}""")]
    [InlineData("agents[0]", """{"agents":["","emergent-1"],"topic":"t"}""")]
    [InlineData("topic", """{"agents":["emergent-1","agent-7"]}""")]
    [InlineData("topic", """{"agents":["emergent-1","agent-7"],"topic":" "}""")]
    [InlineData("topic", """{"agents":["emergent-1","agent-7"],"topic":"a\u0000b"}""")]
    [InlineData("turns", """{"agents":["emergent-1","agent-7"],"topic":"t","turns":0}""")]
    [InlineData("turns", """{"agents":["emergent-1","agent-7"],"topic":"t","turns":65}""")]
    [InlineData("turns", """{"agents":["emergent-1","agent-7"],"topic":"t","turns":9223372036854775807}""")]
    [InlineData("turns", """{"agents":["emergent-1","agent-7"],"topic":"t","turns":2.5}""")]
    [InlineData("speed", """{"agents":["emergent-1","agent-7"],"topic":"t","speed":1}""")]
    public void Dialogue_ThatCannotBeHeld_IsRefusedWithItsField(string? field, string body) => AssertRefused(field, () => ReadDialogue(body));

    [Theory]
    [InlineData(ActivationInput.MaxDescription, true)]
    [InlineData(ActivationInput.MaxDescription + 1, false)]
    public void Topic_UpToTheLengthOfADescription_IsTaken(int length, bool isTaken)
    {
        var body = $$"""{"agents":["emergent-1","agent-7"],"topic":"{{new string('x', length)}}"}""";
        if (isTaken)
        {
            Assert.Equal(length, ReadDialogue(body).Topic.Length);
            return;
        }

        AssertRefused("topic", () => ReadDialogue(body));
    }

    [Theory]
    [InlineData("abcde", 5, "abcde")]
    [InlineData("abcdef", 5, "…cdef")]
    [InlineData("ab😀cd", 5, "…😀cd")]
    [InlineData("ab😀cde", 5, "…cde")]
    public void Tail_OfAText_IsItsEndInWholeCharacters(string text, int most, string expected) =>
        Assert.Equal(expected, Dialogue.Tail(text, most));

    [Theory]
    [InlineData("""{"deploymentId":"deploy-1"}""", "deploy-1")]
    [InlineData("""{"deploymentId":"my digits"}""", "my digits")]
    public void Binding_WithADeployment_NamesIt(string body, string expected) => Assert.Equal(expected, BindReader.Read(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("deploymentId", "{}")]
    [InlineData("deploymentId", """{"deploymentId":null}""")]
    [InlineData("deploymentId", """{"deploymentId":""}""")]
    [InlineData("deploymentId", """{"deploymentId":" "}""")]
    [InlineData("deploymentId", """{"deploymentId":7}""")]
    [InlineData("deploymentId", """{"deploymentId":"a\u0000b"}""")]
    [InlineData("model", """{"model":"deploy-1"}""")]
    public void Binding_WithoutADeployment_IsRefused(string field, string body) => AssertRefused(field, () => BindReader.Read(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("emergent-1", true)]
    [InlineData("synth-mirror-palm", true)]
    [InlineData("synth-silence-finger5", true)]
    [InlineData("perspective-1", true)]
    [InlineData("perspective-99", true)]
    [InlineData("perspective-216", true)]
    [InlineData("agent-1", true)]
    [InlineData("agent-123456789012345678", true)]
    [InlineData("", false)]
    [InlineData("emergent-2", false)]
    [InlineData("emergent-1\n", false)]
    [InlineData("Emergent-1", false)]
    [InlineData("synth-mirror-finger6", false)]
    [InlineData("synth-mirror", false)]
    [InlineData("synth-hand-palm", false)]
    [InlineData("perspective-0", false)]
    [InlineData("perspective-01", false)]
    [InlineData("perspective-217", false)]
    [InlineData("perspective-1000", false)]
    [InlineData("agent-0", false)]
    [InlineData("agent-1234567890123456789", false)]
    [InlineData("deploy-1", false)]
    public void Id_OfAnAgent_IsToldFromAnythingElse(string id, bool mayBe) => Assert.Equal(mayBe, AgentIds.MayBeId(id));

    private static ActivationInput Read(string body) => ActivationReader.Read(Encoding.UTF8.GetBytes(body), MostNumbers);

    private static Dialogue ReadDialogue(string body) => DialogueReader.Read(Encoding.UTF8.GetBytes(body));

    private static void AssertRefused(string? field, Action read)
    {
        var refused = Assert.Throws<RefusedException>(read);
        Assert.Equal((RefusalReason.Invalid, field), (refused.Reason, refused.Field));
        Assert.Contains(field ?? string.Empty, refused.Message, StringComparison.Ordinal);
    }
}
