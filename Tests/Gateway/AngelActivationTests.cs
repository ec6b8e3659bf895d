using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Who answers what, what they say, and what they keep of it.</summary>
[Collection(AngelTests.Name)]
public sealed class AngelActivationTests(SharedNode node)
{
    private static readonly string[] Otherwise = ["synth-mirror-palm", "perspective-1", "perspective-42"];

    private HttpClient Client => node.Client;

    /// <summary>Fields of the input, who answers.</summary>
    public static TheoryData<string, string[]> Selections => new()
    {
        { """ "description":"dawn" """, Otherwise },
        { """ "description":"dawn","symbol":"sun","gesture":"wave","glyph":"g","color":"red" """, Otherwise },
        { """ "description":"mirror and flame" """, Otherwise },
        { """ "description":"dawn","gesture":"mirror" """, OfHands("mirror") },
        { """ "description":"dawn","gesture":"MIRROR" """, OfHands("mirror") },
        { """ "description":"dawn","gesture":"the loom's shadow" """, OfHands("loom") },
        { """ "description":"dawn","gesture":"mirror+flame" """, OfHands("mirror", "flame") },
        { """ "description":"dawn","gesture":"flame, then mirror" """, OfHands("mirror", "flame") },
        { """ "description":"dawn","gesture":"silence song depth loom flame mirror" """, OfHands("mirror", "flame", "loom", "depth", "song", "silence") },
        { """ "description":"dawn","symbol":"emergence" """, ["emergent-1"] },
        { """ "description":"dawn","symbol":"Emergence" """, ["emergent-1"] },
        { """ "description":"dawn","symbol":"emergence now" """, Otherwise },
        { """ "description":"an Emergent order" """, ["emergent-1"] },
        { """ "description":"dawn","symbol":"emergence","gesture":"song" """, [.. OfHands("song"), "emergent-1"] },
        { """ "description":"dawn","gesture":"compute" """, Otherwise },
    };

    [Theory]
    [MemberData(nameof(Selections))]
    public async Task Activation_OfAnInput_IsAnsweredByThoseThatItNames(string input, string[] agents)
    {
        var before = await Client.MemoriesAsync();

        var answer = await Client.ActivateAsync(input);

        Assert.Equal(agents, answer.Agents());
        Assert.Equal(agents.Length, answer["activeAgentCount"]!.GetValue<int>());
        Assert.Equal(JsonNode.Parse($$"""{{{input}}}""")!.ToJsonString(), answer["input"]!.ToJsonString());
        Assert.Equal(before + answer.Remembered(), await Client.MemoriesAsync());
        foreach (var response in answer.Responses())
        {
            Assert.Contains(answer["input"]!.Text("description"), response.Text("voice"), StringComparison.Ordinal);
            Assert.Contains(response.Text("agentName"), response.Text("voice"), StringComparison.Ordinal);
            Assert.Empty(response.Texts("activatedPerspectives"));
        }
    }

    [Fact]
    public async Task Activation_OfTheContract_IsWordForWordThat()
    {
        var text = await Client.PostJsonAsync("/civic-angel/activate", """{"color":"blue","description":"the sea at dawn","symbol":"wave"}""").TextAsync();

        var voices = JsonNode.Parse(text)!.Responses().Select(response => response["voice"]!.GetValue<string>()).ToArray();
        Assert.Equal(
            $$"""{"input":{"description":"the sea at dawn","symbol":"wave","color":"blue"},"responses":[{"agentId":"synth-mirror-palm","agentName":"Mirror Palm","voice":"{{voices[0]}}","activatedPerspectives":[],"memoryTriggers":["mirror","palm"]},{"agentId":"perspective-1","agentName":"Perspective 1: the-periphery","voice":"{{voices[1]}}","activatedPerspectives":[],"memoryTriggers":["the-periphery"]},{"agentId":"perspective-42","agentName":"Perspective 42: the-dreamed","voice":"{{voices[2]}}","activatedPerspectives":[],"memoryTriggers":["the-dreamed"]}],"lifecyclePhase":"{{await Client.PhaseAsync()}}","activeAgentCount":3}""",
            text);
    }

    [Theory]
    [InlineData("", "emergence")]
    [InlineData(",\"symbol\":\"emergence\"", "emergence")]
    [InlineData(",\"symbol\":\"the Phoenix\"", "the Phoenix")]
    public async Task EmergentAngel_OfASymbol_RemembersByIt(string symbol, string trigger)
    {
        var answer = await Client.ActivateAsync($"\"description\":\"emergent {Guid.NewGuid():N}\"{symbol}");

        Assert.Equal([trigger], Assert.Single(answer.Responses()).Texts("memoryTriggers"));
        var memories = await Client.RecallAsync(trigger);
        Assert.Equal((trigger, answer["input"]!.Text("description")), (memories[^1].Text("trigger"), memories[^1].Text("content")));
    }

    [Fact]
    public async Task Voices_OfTheSameInput_AreTheSameEachTimeAndUnlikeEachOther()
    {
        const string Input = "\"description\":\"one and the same\",\"gesture\":\"mirror flame loom depth song silence\"";

        var first = (await Client.ActivateAsync(Input)).Responses().Select(response => response.Text("voice")).ToArray();
        var second = (await Client.ActivateAsync(Input)).Responses().Select(response => response.Text("voice")).ToArray();

        Assert.Equal(first, second);
        Assert.Equal(36, first.Distinct().Count());
    }

    [Fact]
    public async Task Gesture_WithItsFields_IsAnsweredAsAnActivation()
    {
        var gesture = await Client.PostJsonAsync("/civic-angel/gesture", """{"gesture":"flame","description":"dawn","symbol":"sun"}""").TextAsync();
        var activation = await Client.PostJsonAsync("/civic-angel/activate", """{"description":"dawn","symbol":"sun","gesture":"flame"}""").TextAsync();

        Assert.Equal(activation, gesture);
        Assert.Equal(OfHands("flame"), JsonNode.Parse(gesture)!.Agents());
    }

    [Theory]
    [InlineData("emergent-1")]
    [InlineData("synth-silence-finger5")]
    [InlineData("perspective-216")]
    public async Task Agent_ThatIsActivatedItself_AnswersAlone(string agent)
    {
        var answer = await Client.ActivateAgentAsync(agent, """ "description":"dawn","gesture":"mirror" """);

        Assert.Equal([agent], answer.Agents());
        Assert.Equal(["input", "responses", "lifecyclePhase", "activeAgentCount"], answer.Members());
    }

    [Fact]
    public async Task Depth_OfOneStep_ReachesThoseAroundEachWithItsVoice()
    {
        var before = await Client.MemoriesAsync();
        var answer = await Client.ActivateAgentAsync("synth-mirror-palm", """ "description":"dawn","depth":1 """);

        string[] nested = [.. Enumerable.Range(1, 6).Select(i => $"perspective-{i}")];
        var responses = answer.Responses();
        Assert.Equal("synth-mirror-palm", responses[0].Text("agentId"));
        Assert.Equal(
            ["emergent-1", .. nested, "synth-flame-palm", "synth-mirror-finger1", "synth-mirror-finger5", "synth-silence-palm"],
            responses.Skip(1).Select(response => response.Text("agentId")).Order(StringComparer.Ordinal));
        Assert.Equal(nested, responses[0].Texts("activatedPerspectives"));
        Assert.Equal(["agentId", "agentName", "voice", "activatedPerspectives", "memoryTriggers"], responses[0].Members());
        Assert.All(responses.Skip(1), response =>
        {
            Assert.Equal(["agentId", "agentName", "voice", "activatedPerspectives", "memoryTriggers", "step", "strength"], response.Members());
            Assert.Equal((1, 0.5), (response["step"]!.GetValue<int>(), response["strength"]!.GetValue<double>()));
            Assert.Contains(responses[0].Text("voice"), response.Text("voice"), StringComparison.Ordinal);
            Assert.Empty(response.Texts("activatedPerspectives"));
        });
        Assert.Equal(before + answer.Remembered(), await Client.MemoriesAsync());

        // The palm remembers what it was asked, those that it reached what it said.
        var memories = (await Client.RecallAsync("palm")).TakeLast(3).ToLookup(memory => memory.Text("content"));
        Assert.Equal(nested, Assert.Single(memories["dawn"]).Texts("associatedPerspectives"));
        Assert.Equal(2, memories[responses[0].Text("voice")].Count());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Depth_OfMoreSteps_ReachesEachAgentOnceAndHalfAsStronglyEachTime(int depth)
    {
        var answer = await Client.ActivateAsync($"\"description\":\"dawn\",\"depth\":{depth}");

        var agents = answer.Agents();
        Assert.Equal(Otherwise, agents.Take(3));
        Assert.Equal(agents.Length, agents.Distinct().Count());
        var steps = answer.Responses().Select(response => response["step"]?.GetValue<int>() ?? 0).ToArray();
        Assert.Equal(steps.Order(), steps);
        Assert.Equal(Enumerable.Range(0, depth + 1), steps.Distinct());
        Assert.All(answer.Responses().Skip(3), response =>
            Assert.Equal(Math.Pow(0.5, response["step"]!.GetValue<int>()), response["strength"]!.GetValue<double>()));
        Assert.Equal(agents.Length, answer["activeAgentCount"]!.GetValue<int>());
    }

    [Fact]
    public async Task Depth_OfNoStep_IsAsIfItWereNotGiven()
    {
        var answer = await Client.ActivateAsync(""" "description":"dawn","depth":0 """);

        Assert.Equal(Otherwise, answer.Agents());
        Assert.Equal("""{"description":"dawn","depth":0}""", answer["input"]!.ToJsonString());
    }

    [Fact]
    public async Task Description_UpToItsMost_IsTaken()
    {
        var answer = await Client.ActivateAsync($"\"description\":\"{new string('x', 4_096)}\",\"symbol\":\"{new string('s', 128)}\",\"gesture\":\"{new string('g', 256)}\"");

        Assert.Equal(Otherwise, answer.Agents());
    }

    private static string[] OfHands(params string[] hands) =>
        [.. hands.SelectMany(hand => new[] { "palm", "finger1", "finger2", "finger3", "finger4", "finger5" }.Select(role => $"synth-{hand}-{role}"))];
}
