using System.Runtime.InteropServices;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Idempotency;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.CivicAngel;

/// <summary>The Civic Angel on two silos. Tests of the class share it, so that each recalls by triggers of its own.</summary>
public sealed class AngelClusterTests(TwoSilos silos) : IClassFixture<TwoSilos>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private ICivicAngelGrain Angel => silos.Grains.GetGrain<ICivicAngelGrain>(0);

    [Fact]
    public async Task Activate_Repeated_AnswersTheSameAndAddsNoMemory()
    {
        var command = Command(new ActivationInput("The emergent shape of a town", Symbol: "repeated-sign"), "repeated");
        var first = await Angel.ActivateAsync(command, None);
        var second = await Angel.ActivateAsync(command, None);
        Assert.Equal(["emergent-1"], first.Responses.Select(answer => answer.AgentId));
        Assert.Equal(first.Responses[0].Voice, second.Responses[0].Voice);
        Assert.Single((await RecallAsync("repeated-sign")).Memories);
    }

    [Fact]
    public async Task Activate_WithAKey_GivesTheFirstAnswerAndRefusesAnotherRequest()
    {
        var key = new IdempotencyToken("local", "angel-key", "one");
        var command = Command(new ActivationInput("emergent", Symbol: "keyed-sign"), "keyed") with { Idempotency = key };
        var first = await Angel.ActivateAsync(command, None);
        var again = await Angel.ActivateAsync(command with { Activation = "keyed-again" }, None);
        Assert.Equal(first.Responses[0].Voice, again.Responses[0].Voice);
        Assert.Single((await RecallAsync("keyed-sign")).Memories);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => Angel.ActivateAsync(command with { Idempotency = key with { RequestHash = "two" } }, None));
        Assert.Equal(RefusalReason.Conflict, refused.Reason);
    }

    [Fact]
    public async Task Activate_OfAnUnknownAgentOrAnInvalidInput_IsRefusedAndLeavesNothing()
    {
        var before = (await Angel.DescribeAsync(None)).TotalMemories;
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Angel.ActivateAsync(Command(new ActivationInput("hello"), "u1") with { Agent = "synth-mirror-thumb" }, None));
        Assert.Equal(RefusalReason.NotFound, refused.Reason);
        refused = await Assert.ThrowsAsync<RefusedException>(() => Angel.ActivateAsync(Command(new ActivationInput(" "), "u2"), None));
        Assert.Equal("description", refused.Field);
        Assert.Equal(before, (await Angel.DescribeAsync(None)).TotalMemories);
    }

    [Fact]
    public async Task Recall_OfManyAgents_IsOneListInTheOrderOfTime()
    {
        for (var i = 0; i < 40; i++)
        {
            await Angel.ActivateAsync(Command(new ActivationInput($"{i}", Gesture: "flame"), $"merge-{i}"), None);
        }

        var all = await RecallAsync("flame");
        Assert.False(all.HasMore);
        Assert.Equal(Enumerable.Range(0, 40).SelectMany(i => Enumerable.Repeat($"{i}", 6)), all.Memories.Select(memory => memory.Content));
        Assert.Equal(all.Memories.Select(memory => memory.Number).Order(), all.Memories.Select(memory => memory.Number));

        // Page by page, the newest page first.
        var pages = new List<MemoryInfo>();
        long? before = null;
        for (var hasMore = true; hasMore;)
        {
            var page = await Angel.RecallAsync(new MemoryQuery("Flame", before, 101), None);
            pages.InsertRange(0, page.Memories);
            hasMore = page.HasMore;
            before = page.Memories[0].Number;
        }

        Assert.Equal(all.Memories.Select(memory => memory.Number), pages.Select(memory => memory.Number));
    }

    [Fact]
    public async Task Depth_ReachesNeighboursWithTheVoiceThatReachedThem()
    {
        var answer = await Angel.ActivateAsync(Command(new ActivationInput("A door", Depth: 1), "spread") with { Agent = "synth-song-finger2" }, None);
        Assert.Equal(12, answer.Responses.Count);
        Assert.Equal((0, 11), (answer.Responses[0].Step, answer.Responses.Count(response => response.Step == 1)));
        Assert.Equal(6, answer.Responses[0].ActivatedPerspectives.Count);
        Assert.All(answer.Responses.Skip(1), response => Assert.Contains(answer.Responses[0].Voice, response.Voice, StringComparison.Ordinal));
        Assert.Contains(
            (await RecallAsync("finger2")).Memories,
            memory => memory.AgentId == "synth-song-finger2" && memory.Content == "A door" && memory.AssociatedPerspectives.Count == 6);
    }

    [Fact]
    public async Task Advance_FromBothSilosAtOnce_MovesTwoPhases()
    {
        var before = await Angel.ReadPhaseAsync(None);
        var begun = await Task.WhenAll(silos.Cluster.Silos.Select(silo => silos.From(silo).GetGrain<ILifecycleGrain>(0).AdvanceAsync(null, None)));
        Assert.Equal(2, begun.Distinct().Count());
        Assert.Equal((LifecyclePhase)(((int)before + 2) % 6), await Angel.ReadPhaseAsync(None));

        var key = new IdempotencyToken("local", "advance-key", "hash");
        var third = await silos.Grains.GetGrain<ILifecycleGrain>(0).AdvanceAsync(key, None);
        Assert.Equal(third, await silos.Grains.GetGrain<ILifecycleGrain>(0).AdvanceAsync(key, None));
        Assert.Equal((LifecyclePhase)(((int)before + 3) % 6), await Angel.ReadPhaseAsync(None));
    }

    [Fact]
    public async Task Dream_AfterAnActivation_LearnsItsEdgesAndTellsOfItself()
    {
        for (var i = 0; i < 2; i++)
        {
            await Angel.ActivateAsync(Command(new ActivationInput("Two of a hand, twice the very same words", Gesture: "loom"), $"dreamt-{i}"), None);
        }

        var report = await silos.Grains.GetGrain<ILifecycleGrain>(0).DreamAsync(None);
        Assert.True(report.Number >= 1 && report.Agents >= 6 && report.Merged >= 12, $"{report}");
        var topology = await Angel.ReadTopologyAsync(None);
        var edge = Assert.Single(topology.Edges, edge => edge.Kind == TopologyEdgeKind.Learned && (edge.From, edge.To) == ("synth-loom-finger1", "synth-loom-palm"));
        Assert.Equal(1 - (0.95 * 0.95), edge.Weight, 1e-9);
        Assert.Equal((253, 252 + 72 + 432), (topology.Nodes.Count, topology.Edges.Count(edge => edge.Kind != TopologyEdgeKind.Learned)));
    }

    [Fact]
    public async Task BoundAgent_GivenData_AnswersAsItsDeployment()
    {
        var deployed = await silos.DeployAsync("mind");
        var agent = silos.Grains.GetGrain<ICivicAgentGrain>("perspective-7");
        Assert.Equal(deployed.Id, (await agent.BindAsync("mind", None)).Model);
        float[] row = [1, 2, 3, 4, 5, 6, 7, 8];
        var input = new ActivationInput("Count with me", Gesture: "compute", Data: MemoryMarshal.AsBytes<float>(row).ToArray());
        var answer = await Angel.ActivateAsync(Command(input, "compute-1"), None);
        Assert.Equal(["synth-mirror-palm", "perspective-1", "perspective-42", "perspective-7"], answer.Responses.Select(response => response.AgentId));
        var inference = answer.Responses[^1].Inference!;
        var expected = await silos.Replica(deployed.Id).ExecuteAsync(new InferenceRequest(input.Data!.Value, Timeout), None);
        Assert.Equal((deployed.Id, null), (inference.Deployment, inference.Error));
        Assert.Equal(expected.Rows.ToArray(), inference.Result!.Value.ToArray());
        var numbers = MemoryMarshal.Cast<byte, float>(expected.Rows.Span).ToArray();
        Assert.Equal(Array.IndexOf(numbers, numbers.Max()), inference.Label);
        Assert.Contains(deployed.Id.ToString(), answer.Responses[^1].MemoryTriggers);

        // Data that its model does not take is the sender's mistake, and leaves nothing.
        var total = (await Angel.DescribeAsync(None)).TotalMemories;
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Angel.ActivateAsync(Command(input with { Data = new byte[12] }, "compute-2"), None));
        Assert.Equal((RefusalReason.Invalid, "data"), (refused.Reason, refused.Field));
        Assert.Equal(total, (await Angel.DescribeAsync(None)).TotalMemories);

        // The deployment goes: the agent speaks, and says what is wrong.
        await silos.Grains.GetGrain<IDeploymentGrain>(deployed.Id.ToString()).TerminateAsync(None);
        var left = (await Angel.ActivateAsync(Command(input, "compute-3"), None)).Responses[^1];
        Assert.Contains("no deployment", left.Inference!.Error, StringComparison.Ordinal);
        Assert.Null(left.Inference.Result);

        Assert.Null((await agent.UnbindAsync(None)).Model);
        answer = await Angel.ActivateAsync(Command(input, "compute-4"), None);
        Assert.Equal(3, answer.Responses.Count);
        Assert.All(answer.Responses, response => Assert.Null(response.Inference));
        refused = await Assert.ThrowsAsync<RefusedException>(() => agent.UnbindAsync(None));
        Assert.Equal(RefusalReason.Conflict, refused.Reason);
        refused = await Assert.ThrowsAsync<RefusedException>(() => agent.BindAsync("nothing", None));
        Assert.Equal(RefusalReason.NotFound, refused.Reason);
    }

    [Fact]
    public async Task Events_OfAnActivation_NameEachVoiceOnce()
    {
        var start = await Angel.ReadEventsAsync(new EventQuery(null, 100, TimeSpan.Zero), None);
        await Angel.ActivateAsync(Command(new ActivationInput("Who is there?", Gesture: "silence"), "told"), None);
        var voices = new List<AngelEvent>();
        for (var after = start.Last; voices.Count < 6;)
        {
            var page = await Angel.ReadEventsAsync(new EventQuery(after, 100, TimeSpan.FromSeconds(5)), None);
            voices.AddRange(page.Events.Where(happened => happened.Activation == "told"));
            after = page.Last;
        }

        Assert.Equal(6, voices.Select(voice => voice.AgentId).Distinct().Count());
    }

    private static ActivateCommand Command(ActivationInput input, string activation) => new(activation, input, null, Timeout);

    private Task<MemoryPage> RecallAsync(string trigger) => Angel.RecallAsync(new MemoryQuery(trigger, null, 10_000), None);
}
