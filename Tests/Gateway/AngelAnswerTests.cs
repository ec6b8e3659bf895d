using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using InfernoOrleans.Gateway.Api.CivicAngel;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Deployments;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>What agents say, as it is written.</summary>
public sealed class AngelAnswerTests
{
    private static readonly DeploymentId Deployment = new(3);

    [Fact]
    public void Activation_WithoutAnythingOfOurs_HasTheFieldsOfTheContract() => Assert.Equal(
        """{"input":{"description":"d"},"responses":[{"agentId":"emergent-1","agentName":"A","voice":"v","activatedPerspectives":[],"memoryTriggers":["emergence"]}],"lifecyclePhase":"Silence","activeAgentCount":1}""",
        Write(ActivationResult.From(new ActivationInput("d"), new ActivationAnswer([Answer()], LifecyclePhase.Silence)), ApiJson.Readable.ActivationResult));

    [Fact]
    public void Activation_WithEverything_EchoesItInTheOrderOfTheContract()
    {
        var input = new ActivationInput("d", "s", "g", "y", "c", 2, Bytes(0.1f, -2, 1e-7f));
        var answer = Answer() with
        {
            ActivatedPerspectives = ["perspective-1", "perspective-2"],
            Step = 2,
            Inference = new AgentInference(Deployment, Bytes(0.25f, 0.75f), 1),
        };

        Assert.Equal(
            """{"input":{"description":"d","symbol":"s","gesture":"g","glyph":"y","color":"c","depth":2,"data":[0.1,-2,1E-07]},"responses":[{"agentId":"emergent-1","agentName":"A","voice":"v","activatedPerspectives":["perspective-1","perspective-2"],"memoryTriggers":["emergence"],"step":2,"strength":0.25,"inference":{"deploymentId":"deploy-3","result":[0.25,0.75],"label":1}}],"lifecyclePhase":"Dissolution","activeAgentCount":1}""",
            Write(ActivationResult.From(input, new ActivationAnswer([answer], LifecyclePhase.Dissolution)), ApiJson.Readable.ActivationResult));
    }

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.25)]
    [InlineData(3, 0.125)]
    public void Strength_OfAnAnswer_IsHalfOfThatAStepBefore(int step, double strength) =>
        Assert.Equal(strength, AgentResponse.From(Answer() with { Step = step }).Strength);

    [Fact]
    public void Inference_ThatFailed_SaysWhy() => Assert.Equal(
        """{"deploymentId":"deploy-3","result":null,"label":null,"error":"It is gone."}""",
        Write(InferenceItem.From(new AgentInference(Deployment, null, null, "It is gone.")), ApiJson.Readable.InferenceItem));

    [Fact]
    public void Agent_WithNothingOptional_HasNoOtherFields() => Assert.Equal(
        """{"id":"emergent-1","name":"A","description":"d","agentType":"emergent"}""",
        Write(AgentItem.From(new AgentInfo("emergent-1", "A", "d", AgentType.Emergent)), ApiJson.Readable.AgentItem));

    [Fact]
    public void Agent_WithEverything_HasItInTheOrderOfTheContract() => Assert.Equal(
        """{"id":"agent-3","name":"A","description":"d","agentType":"custom","hand":"Mirror","role":"Finger1","symbolicLens":"the-edge","deploymentId":"deploy-3"}""",
        Write(
            AgentItem.From(new AgentInfo("agent-3", "A", "d", AgentType.Custom, Hand.Mirror, HandRole.Finger1, "the-edge", Deployment)),
            ApiJson.Readable.AgentItem));

    [Fact]
    public void Memory_OfTheContract_HasItsFields() => Assert.Equal(
        """{"id":"memory-7","trigger":"mirror","content":"c","timestamp":1500,"associatedPerspectives":["perspective-1"]}""",
        Write(
            MemoryItem.From(new MemoryInfo(7, "synth-mirror-palm", "mirror", "c", DateTimeOffset.FromUnixTimeMilliseconds(1_500), ["perspective-1"])),
            ApiJson.Readable.MemoryItem));

    [Fact]
    public void Topology_OfTheContract_HasItsFields() => Assert.Equal(
        """{"nodes":[{"id":"emergent-1","layer":"emergent","majorAngle":0,"minorAngle":1.5}],"edges":[{"from":"emergent-1","to":"synth-mirror-palm","kind":"nesting","weight":1},{"from":"a","to":"b","kind":"learned","weight":0.25}]}""",
        Write(
            TopologyAnswer.From(new Topology(
                [new TopologyNode("emergent-1", AgentType.Emergent, 0, 1.5)],
                [new TopologyEdge("emergent-1", "synth-mirror-palm", TopologyEdgeKind.Nesting), new TopologyEdge("a", "b", TopologyEdgeKind.Learned, 0.25)])),
            ApiJson.Readable.TopologyAnswer));

    [Fact]
    public void Dream_OfTheContract_HasItsFields() => Assert.Equal(
        """{"dream":2,"agents":3,"memories":4,"forgotten":5,"merged":6,"strengthenedEdges":7,"fadedEdges":8,"durationMs":9}""",
        Write(DreamAnswer.From(new DreamReport(2, 3, 4, 5, 6, 7, 8, TimeSpan.FromMilliseconds(9.4))), ApiJson.Readable.DreamAnswer));

    [Fact]
    public void Phase_EveryOne_HasASentenceOfItsOwn()
    {
        var sentences = Enum.GetValues<LifecyclePhase>().Select(PhaseWords.Describe).ToArray();

        Assert.Equal(6, sentences.Distinct().Count());
        Assert.All(sentences, sentence => Assert.EndsWith(".", sentence, StringComparison.Ordinal));
    }

    private static AgentAnswer Answer() => new("emergent-1", "A", "v", [], ["emergence"]);

    private static byte[] Bytes(params float[] numbers) => MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();

    private static string Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);
}
