using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Deployments;

/// <summary>What an activation that was taken for dead, and does not know it yet, cannot undo.</summary>
public sealed class DeploymentTableTests(TwoSilos silos) : IClassFixture<TwoSilos>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private DeploymentTable Table => new(silos.Store);

    [Fact]
    public async Task Serve_WhereAnotherRevisionIsServedMeanwhile_ChangesNothing()
    {
        var deployed = await silos.DeployAsync("served", seed: 61);
        var row = (await Table.FindAsync(deployed.Id, None))!;
        Assert.False(await Table.ServeAsync(deployed.Id, present: row.Revision + 1, row.ToRevision() with { Revision = 9 }, None));
        Assert.Equal(row.Revision, (await Table.FindAsync(deployed.Id, None))!.Revision);
    }

    [Fact]
    public async Task SetReplicas_WhereTheRangeWasChangedMeanwhile_ChangesNothing()
    {
        var deployed = await silos.DeployAsync("followed", seed: 62, replicas: new ReplicaRange(1, 3));
        var read = (await Table.FindAsync(deployed.Id, None))!;
        Assert.True(await Table.SetReplicasAsync(read, ReplicaRange.One, desired: 1, None));
        Assert.False(await Table.SetReplicasAsync(read, read.Replicas, desired: 3, None));
        var now = (await Table.FindAsync(deployed.Id, None))!;
        Assert.Equal((1, ReplicaRange.One), (now.DesiredReplicas, now.Replicas));
        Assert.True(await Table.SetReplicasAsync(now, new ReplicaRange(2, 2), desired: 2, None));
    }
}
