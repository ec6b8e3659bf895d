using System.Globalization;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Processes;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Weights;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Deployments;

/// <summary>Memory that is granted, on two silos that have little of it.</summary>
public sealed class MemoryGrantTests : IAsyncLifetime
{
    private const long Grant = 1_000_000;
    private const int PerSilo = 3;

    /// <summary>Less than another grant is left over, and room for what a network takes while it is built and loaded.</summary>
    private readonly TwoSilos silos = new()
    {
        Configure = silo => silo.Configure<WeightsOptions>(options => options.MemoryBytes = (PerSilo * Grant) + (Grant / 2)),
    };

    public Task InitializeAsync() => silos.InitializeAsync();

    public Task DisposeAsync() => silos.DisposeAsync();

    [Fact]
    public async Task Deploy_OfMoreAtOnceThanFit_SucceedsExactlyAsOftenAsTheyDo()
    {
        var deployed = await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            try
            {
                return (await DeployAsync($"grant {i}", seed: i)).Id;
            }
            catch (RefusedException refused) when (refused.Reason == RefusalReason.NoRoom)
            {
                Assert.Contains("are free", refused.Message, StringComparison.Ordinal);
                return (DeploymentId?)null;
            }
        }));

        var taken = deployed.OfType<DeploymentId>().ToArray();
        Assert.Equal(2 * PerSilo, taken.Length);
        Assert.All(silos.Cluster.Silos, silo => Assert.Equal(PerSilo * Grant, silos.ReservedBytes(silo)));

        // What is refused takes no number, and what ends makes room.
        await silos.Deployment(taken[0]).TerminateAsync(CancellationToken.None);
        Assert.Equal((2 * PerSilo) + 1, (await DeployAsync("after that", seed: 1)).Id.Number);
    }

    [Fact]
    public async Task Scale_BeyondWhatIsFree_IsRefusedAndChangesNothing()
    {
        var deployed = await DeployAsync("scaled", seed: 1);
        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => silos.Deployment(deployed.Id).ScaleAsync(new ReplicaRange(7, 7), CancellationToken.None));
        Assert.Equal(RefusalReason.NoRoom, refused.Reason);
        Assert.Equal(1, (await silos.Deployment(deployed.Id).DescribeAsync(CancellationToken.None)).DesiredReplicas);
        var scaled = await silos.Deployment(deployed.Id).ScaleAsync(new ReplicaRange(6, 6), CancellationToken.None);
        Assert.Equal(6, scaled.ReadyReplicas);
    }

    [Fact]
    public async Task Start_WithoutRoom_IsRefusedAndStaysStopped()
    {
        var stopped = await DeployAsync("stopped", seed: 1);
        await silos.Deployment(stopped.Id).StopAsync(CancellationToken.None);
        Assert.Equal(0, silos.Cluster.Silos.Sum(silos.ReservedBytes));
        var others = new List<DeployAnswer>();
        for (var i = 0; i < 2 * PerSilo; i++)
        {
            others.Add(await DeployAsync($"other {i}", seed: i));
        }

        var refused = await Assert.ThrowsAsync<RefusedException>(() => silos.Deployment(stopped.Id).StartAsync(CancellationToken.None));
        Assert.Equal(RefusalReason.NoRoom, refused.Reason);
        Assert.Equal(DeploymentStatus.Stopped, (await silos.Deployment(stopped.Id).DescribeAsync(CancellationToken.None)).Status);

        await silos.Deployment(others[0].Id).StopAsync(CancellationToken.None);
        Assert.Equal(DeploymentStatus.Running, (await silos.Deployment(stopped.Id).StartAsync(CancellationToken.None)).Status);
        foreach (var other in others.Skip(1))
        {
            await ReplicaClusterTests.ExecuteAsync(silos.Replica(other.Id));
        }
    }

    [Fact]
    public async Task Deploy_WithLessThanTheWeightsNeed_IsRefusedWithBothNumbers()
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => silos.DeployAsync("small", process: Memory(1_000)));
        Assert.Equal((RefusalReason.Invalid, "resources"), (refused.Reason, refused.Field));
        Assert.Matches("grants 1,000 bytes .* need [0-9,]{5,}\\.", refused.Message);
    }

    [Fact]
    public async Task Deploy_WithJustEnoughForOneRow_AnswersOne()
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => silos.DeployAsync("small", process: Memory(1_000)));
        var needed = long.Parse(refused.Message.Split(' ')[^1].TrimEnd('.'), NumberStyles.Number, CultureInfo.InvariantCulture);
        await Assert.ThrowsAsync<RefusedException>(() => silos.DeployAsync("small", process: Memory(needed - 1)));
        var deployed = await silos.DeployAsync("just enough", process: Memory(needed));
        Assert.Equal(3 * sizeof(float), (await ReplicaClusterTests.ExecuteAsync(silos.Replica(deployed.Id))).Length);
    }

    [Fact]
    public async Task Execute_OfMoreThanWhatIsGrantedHolds_IsRefused()
    {
        var deployed = await DeployAsync("granted", seed: 1);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => silos.Replica(deployed.Id).ExecuteAsync(
            new(new byte[8 * sizeof(float) * 50_000], TimeSpan.FromSeconds(10)), CancellationToken.None));
        Assert.Equal((RefusalReason.Invalid, "data"), (refused.Reason, refused.Field));
        var uses = await silos.Deployment(deployed.Id).MeasureAsync(CancellationToken.None);
        var memory = Assert.Single(uses, use => use.ResourceType == "Memory");
        Assert.Equal((Grant, "B"), (memory.Granted, memory.Unit));
        Assert.InRange(memory.Used, 1, Grant);

        await silos.Deployment(deployed.Id).StopAsync(CancellationToken.None);
        Assert.Equal(0, Assert.Single(await silos.Deployment(deployed.Id).MeasureAsync(CancellationToken.None), use => use.ResourceType == "Memory").Granted);
    }

    [Fact]
    public async Task Deployment_WhoseSiloIsGoneWithoutRoomElsewhere_WaitsAndComesBackWhenThereIsWhateverItsPolicy()
    {
        var deployed = new List<DeployAnswer>();
        for (var i = 0; i < 2 * PerSilo; i++)
        {
            deployed.Add(await silos.DeployAsync($"full {i}", seed: i, process: Memory(Grant, RestartMode.Never)));
        }

        var lost = silos.Cluster.Silos[1];
        var onLost = new List<DeploymentId>();
        foreach (var each in deployed)
        {
            var replica = Assert.Single(await silos.Deployment(each.Id).ListReplicasAsync(CancellationToken.None));
            if (replica.Silo == lost.SiloAddress.ToParsableString())
            {
                onLost.Add(each.Id);
            }
        }

        Assert.Equal(PerSilo, onLost.Count);
        await silos.Cluster.KillSiloAsync(lost);
        await UntilAsync(onLost, info => info is { Status: DeploymentStatus.Failed, Process: { RestartAt: not null, Failures: 0 } });
        var kept = deployed.Select(each => each.Id).Except(onLost).ToArray();
        foreach (var id in kept)
        {
            Assert.Equal(DeploymentStatus.Running, (await silos.Deployment(id).DescribeAsync(CancellationToken.None)).Status);
            await silos.Deployment(id).TerminateAsync(CancellationToken.None);
        }

        await UntilAsync(onLost, info => info.Status == DeploymentStatus.Running);
        await ReplicaClusterTests.ExecuteAsync(silos.Replica(onLost[0]));
    }

    private static ProcessSpec Memory(long bytes, RestartMode mode = RestartMode.Always) => new(
        new RestartPolicySpec(mode.ToString(), BackoffMs: 50), [new ResourceSpec("Memory", bytes)]);

    private Task<DeployAnswer> DeployAsync(string name, long seed) => silos.DeployAsync(name, seed, process: Memory(Grant));

    private async Task UntilAsync(IReadOnlyList<DeploymentId> deployments, Func<DeploymentInfo, bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        foreach (var id in deployments)
        {
            while (!await LookAsync(id, isSo))
            {
                patience.Token.ThrowIfCancellationRequested();
            }
        }
    }

    private async Task<bool> LookAsync(DeploymentId id, Func<DeploymentInfo, bool> isSo)
    {
        try
        {
            return isSo(await silos.Deployment(id).DescribeAsync(CancellationToken.None));
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            // The cluster finds out that the silo is gone.
            return false;
        }
    }
}
