using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.CivicAngel;

/// <summary>Agents that users deploy, on two silos.</summary>
public sealed class CustomAgentTests(TwoSilos silos) : IClassFixture<TwoSilos>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private ICivicAngelGrain Angel => silos.Grains.GetGrain<ICivicAngelGrain>(0);

    [Fact]
    public async Task CustomAgent_FromItsDeploymentToItsEnd_SpeaksRemembersAndIsForgotten()
    {
        var before = await CountAsync();
        var deployed = await DeployAsync("keeper");
        var agent = deployed.Id.CustomAgentId;
        Assert.Equal(new AgentInfo(agent, "keeper", "Keeps a fire.", AgentType.Custom, Hand.Flame, HandRole.Finger3), await Angel.FindAgentAsync(agent, None));

        var answer = Assert.Single((await ActivateAsync(agent, "dusk")).Responses);
        Assert.Equal((agent, "keeper"), (answer.AgentId, answer.AgentName));
        Assert.Contains("keeper", answer.Voice, StringComparison.Ordinal);
        Assert.Contains("dusk", answer.Voice, StringComparison.Ordinal);
        Assert.Equal(["flame", "finger3"], answer.MemoryTriggers);
        Assert.Equal(before + 2, await CountAsync());

        await Deployment(deployed.Id).TerminateAsync(None);
        Assert.Equal(before, await CountAsync());
        Assert.Equal(RefusalReason.NotFound, (await Assert.ThrowsAsync<RefusedException>(() => Angel.FindAgentAsync(agent, None))).Reason);
        Assert.Equal(RefusalReason.NotFound, (await Assert.ThrowsAsync<RefusedException>(() => ActivateAsync(agent, "dawn"))).Reason);
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task KnownAgent_WhoseDeploymentEnds_KeepsItsMemories()
    {
        var deployed = await Angel.DeployAsync(new DeployAgentCommand("loom", "synth-loom-palm", null, null, null, null), None);
        var before = await CountAsync();
        await ActivateAsync("synth-loom-palm", "a thread");
        await Deployment(deployed.Id).TerminateAsync(None);

        Assert.Equal(before + 2, await CountAsync());
        Assert.Equal("synth-loom-palm", (await ActivateAsync("synth-loom-palm", "another thread")).Responses.Single().AgentId);
    }

    [Fact]
    public async Task Agent_BoundToADeploymentOfAnAgent_IsRefused()
    {
        var deployed = await DeployAsync("no model");
        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => silos.Grains.GetGrain<ICivicAgentGrain>("synth-song-palm").BindAsync(deployed.Id.ToString(), None));

        Assert.Equal((RefusalReason.Invalid, "deploymentId"), (refused.Reason, refused.Field));
        Assert.Null((await Angel.FindAgentAsync("synth-song-palm", None)).Model);
        await Deployment(deployed.Id).TerminateAsync(None);
    }

    [Fact]
    public async Task CustomAgents_ActivatedWhileTheyAreTerminated_LeaveNothingBehind()
    {
        var before = await CountAsync();
        for (var round = 0; round < 10; round++)
        {
            var deployed = await DeployAsync($"short-lived {round}");
            var activations = Enumerable.Range(0, 8).Select(_ => TryActivateAsync(deployed.Id.CustomAgentId)).ToArray();
            await Deployment(deployed.Id).TerminateAsync(None);
            await Task.WhenAll(activations);
        }

        Assert.Equal(before, await CountAsync());
    }

    private async Task TryActivateAsync(string agent)
    {
        try
        {
            await ActivateAsync(agent, "now or never");
        }
        catch (RefusedException refused) when (refused.Reason == RefusalReason.NotFound)
        {
            // It was too late.
        }
    }

    private async Task<long> CountAsync() => (await Angel.DescribeAsync(None)).TotalMemories;

    private Task<DeployAnswer> DeployAsync(string name) => Angel.DeployAsync(new DeployAgentCommand(name, null, "Flame", "Finger3", null, "Keeps a fire."), None);

    private Task<ActivationAnswer> ActivateAsync(string agent, string description) => Angel.ActivateAsync(
        new ActivateCommand($"{Guid.NewGuid():N}", new ActivationInput(description), agent, TimeSpan.FromSeconds(10)), None);

    private IDeploymentGrain Deployment(DeploymentId id) => silos.Grains.GetGrain<IDeploymentGrain>(id.ToString());
}
