using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Deployments;

/// <summary>One of two silos goes away; the store stays.</summary>
public sealed class SiloLossTests : IAsyncLifetime
{
    private readonly TwoSilos silos = new();

    public Task InitializeAsync() => silos.InitializeAsync();

    public Task DisposeAsync() => silos.DisposeAsync();

    [Fact]
    public async Task Replica_WhoseSiloIsGone_AnswersTheSameFromTheOther()
    {
        var kept = await silos.DeployAsync("kept", seed: 5);
        var deleted = await silos.DeployAsync("deleted", seed: 6);
        await silos.Grains.GetGrain<IDeploymentGrain>(deleted.Id.ToString()).TerminateAsync(CancellationToken.None);
        var replica = silos.Replica(kept.Id);
        var before = await ReplicaClusterTests.ExecuteAsync(replica);
        var lost = await silos.SiloOfAsync(replica);

        await silos.Cluster.KillSiloAsync(lost);

        var after = await UntilAnsweredAsync(() => ReplicaClusterTests.ExecuteAsync(replica));
        Assert.Equal(before, after);
        Assert.NotEqual(lost.SiloAddress, (await silos.SiloOfAsync(replica)).SiloAddress);

        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => UntilAnsweredAsync(() => ReplicaClusterTests.ExecuteAsync(silos.Replica(deleted.Id))));
        Assert.Equal(RefusalReason.Stale, refused.Reason);
        Assert.Equal(kept.Id, await silos.Directory.ResolveAsync("kept", CancellationToken.None));
    }

    /// <summary>Calls again while the cluster finds out that the silo is gone; a refusal of ours is an answer.</summary>
    private static async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> call)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (Exception exception) when (attempt < 200 && exception is OrleansException or TimeoutException)
            {
                await Task.Yield();
            }
        }
    }
}
