using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Processes;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Weights;
using InfernoOrleans.Tests.Deployments;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Inference;

/// <summary>More deployments than fit, on two silos that let idle ones give up their memory.</summary>
public sealed class EvictionTests : IAsyncLifetime
{
    private const long Grant = 1_000_000;
    private const int PerSilo = 3;

    private readonly TwoSilos silos = new()
    {
        Configure = silo => silo.Configure<WeightsOptions>(options =>
        {
            options.MemoryBytes = (PerSilo * Grant) + (Grant / 2);
            options.EvictIdle = true;
        }),
    };

    public Task InitializeAsync() => silos.InitializeAsync();

    public Task DisposeAsync() => silos.DisposeAsync();

    [Fact]
    public async Task Execute_OfOneThatGaveUpItsMemory_GivesTheSameBitsAndCountsOn()
    {
        var deployed = new List<(DeploymentId Id, byte[] Answer)>();
        for (var i = 0; i < 5 * PerSilo; i++)
        {
            var id = (await DeployAsync($"evicted {i}", seed: i, pinned: false)).Id;
            deployed.Add((id, await ReplicaClusterTests.ExecuteAsync(silos.Replica(id))));
        }

        Assert.All(silos.Cluster.Silos, silo => Assert.InRange(silos.ReservedBytes(silo), 1, PerSilo * Grant));
        for (var round = 0; round < 2; round++)
        {
            foreach (var (id, answer) in deployed)
            {
                Assert.Equal(answer, await ReplicaClusterTests.ExecuteAsync(silos.Replica(id)));
                var info = await silos.Deployment(id).DescribeAsync(CancellationToken.None);
                Assert.Equal((DeploymentStatus.Running, 1, 0), (info.Status, info.ReadyReplicas, info.Process!.Failures));
            }
        }

        foreach (var (id, _) in deployed)
        {
            var statistics = await silos.Replica(id).CountAsync(CancellationToken.None);
            Assert.Equal((3, 0), (statistics.Requests, statistics.Errors));
        }
    }

    [Fact]
    public async Task Execute_OfManyAtOnceWhileOthersGiveUpTheirMemory_LosesNone()
    {
        var deployed = new List<(DeploymentId Id, byte[] Answer)>();
        for (var i = 0; i < 3 * PerSilo; i++)
        {
            var id = (await DeployAsync($"hammered {i}", seed: i, pinned: false)).Id;
            deployed.Add((id, await ReplicaClusterTests.ExecuteAsync(silos.Replica(id))));
        }

        // One less than fit on a silo, so that there is always one to give up its memory.
        await Task.WhenAll(Enumerable.Range(0, PerSilo - 1).Select(async seed =>
        {
            var random = new Random(seed);
            for (var request = 0; request < 150; request++)
            {
                var (id, answer) = deployed[random.Next(deployed.Count)];
                Assert.Equal(answer, await ReplicaClusterTests.ExecuteAsync(silos.Replica(id)));
            }
        }));
    }

    [Fact]
    public async Task Deploy_WherePinnedOnesHaveTheMemory_IsRefusedUntilOneIsUnpinned()
    {
        var pinned = new List<DeploymentId>();
        for (var i = 0; i < 2 * PerSilo; i++)
        {
            pinned.Add((await DeployAsync($"pinned {i}", seed: i, pinned: true)).Id);
        }

        var refused = await Assert.ThrowsAsync<RefusedException>(() => DeployAsync("one more", seed: 99, pinned: false));
        Assert.Equal(RefusalReason.NoRoom, refused.Reason);

        Assert.False((await silos.Deployment(pinned[2]).PinAsync(pinned: false, CancellationToken.None)).Process!.Pinned);
        await DeployAsync("one more", seed: 99, pinned: true);
        Assert.Equal(0, (await silos.Replica(pinned[2]).CountAsync(CancellationToken.None)).ResidentBytes);

        // Now there is nobody left to give up anything: it is refused, and nobody else notices.
        var unavailable = await Assert.ThrowsAsync<RefusedException>(() => ReplicaClusterTests.ExecuteAsync(silos.Replica(pinned[2])));
        Assert.Equal(RefusalReason.Unavailable, unavailable.Reason);
        foreach (var id in pinned.Where(id => id != pinned[2]))
        {
            await ReplicaClusterTests.ExecuteAsync(silos.Replica(id));
        }
    }

    [Fact]
    public async Task Deploy_OfWhatNeverFits_TakesNobodysMemory()
    {
        // As many as fit on one silo: nobody has to give up anything, wherever they are placed.
        var deployed = new List<DeploymentId>();
        for (var i = 0; i < PerSilo; i++)
        {
            deployed.Add((await DeployAsync($"idle {i}", seed: i, pinned: false)).Id);
        }

        var refused = await Assert.ThrowsAsync<RefusedException>(() => silos.DeployAsync(
            "too large", seed: 1, process: new ProcessSpec(Resources: [new ResourceSpec("Memory", 1_000_000, "GB")])));
        Assert.Equal(RefusalReason.NoRoom, refused.Reason);
        foreach (var id in deployed)
        {
            Assert.NotEqual(0, (await silos.Replica(id).CountAsync(CancellationToken.None)).ResidentBytes);
        }
    }

    private Task<DeployAnswer> DeployAsync(string name, long seed, bool pinned) => silos.DeployAsync(
        name, seed, process: new ProcessSpec(Resources: [new ResourceSpec("Memory", Grant)], Pinned: pinned));
}
