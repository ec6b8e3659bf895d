using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Deployments;

/// <summary>Scaling, rolling out and rolling back on two silos.</summary>
public sealed class DeploymentChangeTests(TwoSilos silos) : IClassFixture<TwoSilos>
{
    [Fact]
    public async Task Deploy_WithTwoReplicas_PutsThemOnDistinctSilosWithTheSameAnswer()
    {
        var deployed = await silos.DeployAsync("two", seed: 21, replicas: new ReplicaRange(2, 2));
        var replicas = await Of(deployed).ListReplicasAsync(CancellationToken.None);
        Assert.Equal(2, replicas.Select(replica => replica.Silo).Distinct().Count());
        Assert.All(replicas, replica => Assert.Equal(ReplicaState.Ready, replica.State));

        var answers = await Task.WhenAll(replicas.Select(replica => ReplicaClusterTests.ExecuteAsync(Replica(replica.Id))));
        Assert.Equal(answers[0], answers[1]);
        foreach (var replica in replicas)
        {
            Assert.Equal(replica.Silo, (await Replica(replica.Id).WarmAsync(CancellationToken.None)).ToParsableString());
        }
    }

    [Fact]
    public async Task Scale_UpAndDown_KeepsTheFirstReplicaAndFreesTheOthers()
    {
        var deployed = await silos.DeployAsync("scaled", seed: 22);
        var first = Assert.Single(await Of(deployed).ListReplicasAsync(CancellationToken.None));

        var grown = await Of(deployed).ScaleAsync(new ReplicaRange(4, 4), CancellationToken.None);
        Assert.Equal((4, 4), (grown.DesiredReplicas, grown.ReadyReplicas));
        var replicas = await Of(deployed).ListReplicasAsync(CancellationToken.None);
        Assert.Contains(replicas, replica => replica == first);
        Assert.All(replicas.GroupBy(replica => replica.Silo), onOne => Assert.Equal(2, onOne.Count()));

        var shrunk = await Of(deployed).ScaleAsync(ReplicaRange.One, CancellationToken.None);
        Assert.Equal((1, 1), (shrunk.DesiredReplicas, shrunk.ReadyReplicas));
        var kept = Assert.Single(await Of(deployed).ListReplicasAsync(CancellationToken.None));
        foreach (var gone in replicas.Where(replica => replica.Id != kept.Id))
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(() => ReplicaClusterTests.ExecuteAsync(Replica(gone.Id)));
            Assert.Equal(RefusalReason.Stale, refused.Reason);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 2)]
    [InlineData(1, 65)]
    public async Task Scale_OutOfRange_IsRefusedAndChangesNothing(int min, int max)
    {
        var deployed = await silos.DeployAsync("out of range", seed: 23);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Of(deployed).ScaleAsync(new ReplicaRange(min, max), CancellationToken.None));
        Assert.Equal((RefusalReason.Invalid, "replicas"), (refused.Reason, refused.Field));
        Assert.Equal(ReplicaRange.One, (await Of(deployed).DescribeAsync(CancellationToken.None)).Replicas);
    }

    [Fact]
    public async Task Rollout_AndRollback_ServeAsNewRevisionsWhileRequestsGoOn()
    {
        var deployed = await silos.DeployAsync("rolled", seed: 24, replicas: new ReplicaRange(2, 2));
        using var done = new CancellationTokenSource();
        var failures = ExecuteUntilAsync(deployed, done.Token);

        var rolled = await Of(deployed).RolloutAsync(new RolloutCommand(ModelId: null, "INT8"), CancellationToken.None);
        Assert.Equal((2, "INT8", 2), (rolled.Revision, rolled.DType, rolled.ReadyReplicas));
        Assert.All(await Of(deployed).ListReplicasAsync(CancellationToken.None), replica => Assert.Equal(2, replica.Id.Revision));

        var back = await Of(deployed).RollbackAsync(revision: null, CancellationToken.None);
        Assert.Equal((3, "FP32", 2), (back.Revision, back.DType, back.ReadyReplicas));
        var again = await Of(deployed).RollbackAsync(revision: 2, CancellationToken.None);
        Assert.Equal((4, "INT8"), (again.Revision, again.DType));

        await done.CancelAsync();
        Assert.Empty(await failures);
    }

    [Fact]
    public async Task Rollout_ToTheSame_ChangesNothing()
    {
        var deployed = await silos.DeployAsync("the same", seed: 25);
        Assert.Equal(1, (await Of(deployed).RolloutAsync(new RolloutCommand(null, "FP32"), CancellationToken.None)).Revision);
    }

    [Fact]
    public async Task Rollout_OfWhatIsNotThere_IsRefusedAndChangesNothing()
    {
        var deployed = await silos.DeployAsync("kept", seed: 26);
        var unknown = await Assert.ThrowsAsync<RefusedException>(() => Of(deployed).RolloutAsync(new RolloutCommand("nothing", null), CancellationToken.None));
        Assert.Equal(RefusalReason.NotFound, unknown.Reason);
        var noEarlier = await Assert.ThrowsAsync<RefusedException>(() => Of(deployed).RollbackAsync(null, CancellationToken.None));
        Assert.Equal(RefusalReason.Conflict, noEarlier.Reason);
        var noSuch = await Assert.ThrowsAsync<RefusedException>(() => Of(deployed).RollbackAsync(7, CancellationToken.None));
        Assert.Equal("revision", noSuch.Field);
        Assert.Equal(1, (await Of(deployed).DescribeAsync(CancellationToken.None)).Revision);
    }

    [Fact]
    public async Task Move_ToTheOtherSilo_LoadsThereBeforeItLetsGoHere()
    {
        var deployed = await silos.DeployAsync("moved", seed: 27);
        var before = Assert.Single(await Of(deployed).ListReplicasAsync(CancellationToken.None));
        var source = SiloAddress.FromParsableString(before.Silo!);
        var target = silos.Cluster.Silos.Single(silo => !silo.SiloAddress.Equals(source)).SiloAddress;

        await Of(deployed).MoveReplicaAsync(source, target, CancellationToken.None);

        var after = Assert.Single(await Of(deployed).ListReplicasAsync(CancellationToken.None));
        Assert.Equal((target.ToParsableString(), 1), (after.Silo, after.Id.Ordinal));
        await ReplicaClusterTests.ExecuteAsync(Replica(after.Id));
    }

    private IDeploymentGrain Of(DeployAnswer deployed) => silos.Grains.GetGrain<IDeploymentGrain>(deployed.Id.ToString());

    private IModelReplicaGrain Replica(ReplicaId id) => silos.Grains.GetGrain<IModelReplicaGrain>(id.ToString());

    /// <summary>Calls whatever the route of the moment says, once more where it was just outdated, as a gateway does.</summary>
    private async Task<List<Exception>> ExecuteUntilAsync(DeployAnswer deployed, CancellationToken done)
    {
        var failures = new List<Exception>();
        while (!done.IsCancellationRequested)
        {
            try
            {
                await ExecuteOnceAsync(deployed);
            }
            catch (RefusedException refused) when (refused.Reason == RefusalReason.Stale)
            {
                failures.AddRange(await Record.ExceptionAsync(() => ExecuteOnceAsync(deployed)) is { } exception ? [exception] : []);
            }
        }

        return failures;
    }

    private async Task ExecuteOnceAsync(DeployAnswer deployed)
    {
        var route = await silos.Directory.RouteAsync(deployed.Id.ToString(), CancellationToken.None);
        await ReplicaClusterTests.ExecuteAsync(Replica(route.Replicas[^1]));
    }
}
