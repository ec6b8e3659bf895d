using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Deployments;

namespace InfernoOrleans.Tests.Compute.Tables;

public sealed class StoredActivationTests
{
    [Fact]
    public void Read_OfWhatWasWritten_GivesItBackWhole()
    {
        var input = new ActivationInput("größe 😀", "emergence", "flame+compute", "◯", "red", 2, new byte[] { 0, 0, 128, 63 });
        var inferred = new AgentInference(new DeploymentId(7), new byte[] { 1, 2, 3, 4 }, 3);
        var refused = new AgentInference(new DeploymentId(8), null, null, "It is gone.");
        var read = Again(new TaskActivation(
            input,
            new ActivationAnswer(
                [
                    new AgentAnswer("emergent-1", "The Emergent Angel", "A \"voice\".", ["perspective-1", "perspective-2"], ["emergence"], 0, inferred),
                    new AgentAnswer("agent-9", "nine", "Another.", [], ["flame", "palm"], 3, refused),
                    new AgentAnswer("perspective-1", "Perspective 1", "A third.", [], ["the-periphery"], 1),
                ],
                LifecyclePhase.Naming)));

        Assert.Equal(input with { Data = null }, read.Input with { Data = null });
        Assert.Equal(input.Data!.Value.ToArray(), read.Input.Data!.Value.ToArray());
        Assert.Equal(LifecyclePhase.Naming, read.Answer.Phase);
        Assert.Equal(
            [("emergent-1", "The Emergent Angel", "A \"voice\".", 0), ("agent-9", "nine", "Another.", 3), ("perspective-1", "Perspective 1", "A third.", 1)],
            read.Answer.Responses.Select(answer => (answer.AgentId, answer.AgentName, answer.Voice, answer.Step)));
        Assert.Equal(["perspective-1", "perspective-2"], read.Answer.Responses[0].ActivatedPerspectives);
        Assert.Equal(["flame", "palm"], read.Answer.Responses[1].MemoryTriggers);
        Assert.Equal((new DeploymentId(7), 3, null), (read.Answer.Responses[0].Inference!.Deployment, read.Answer.Responses[0].Inference!.Label, read.Answer.Responses[0].Inference!.Error));
        Assert.Equal([1, 2, 3, 4], read.Answer.Responses[0].Inference!.Result!.Value.ToArray());
        Assert.Equal(refused, read.Answer.Responses[1].Inference);
        Assert.Null(read.Answer.Responses[2].Inference);
    }

    [Fact]
    public void Read_OfAnInputOfWordsOnly_LeavesOutWhatItLeftOut()
    {
        var input = new ActivationInput("mirror");
        Assert.Equal(input, Again(new TaskActivation(input, new ActivationAnswer([], LifecyclePhase.Silence))).Input);
    }

    [Theory]
    [InlineData(1_024, true)]
    [InlineData(1_025, false)]
    public void Read_OfAnInputOfManyNumbers_LeavesThemOut(int numbers, bool kept)
    {
        var input = new ActivationInput("mirror", Data: new byte[numbers * sizeof(float)]);
        var read = Again(new TaskActivation(input, new ActivationAnswer([], LifecyclePhase.Silence))).Input;

        Assert.Equal(kept ? numbers * sizeof(float) : null, read.Data?.Length);
        Assert.Equal("mirror", read.Description);
    }

    private static TaskActivation Again(TaskActivation activation) => StoredActivation.Read(StoredActivation.Write(activation));
}
