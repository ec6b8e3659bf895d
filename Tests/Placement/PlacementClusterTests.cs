using System.Collections.Concurrent;
using InfernoOrleans.Grains.Interfaces.Cluster;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Placement;
using InfernoOrleans.Tests.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;

namespace InfernoOrleans.Tests.Placement;

public sealed class PlacementClusterTests : IAsyncLifetime
{
    private readonly TwoSilos silos;

    /// <summary>The hints that grains would see.</summary>
    private readonly ConcurrentQueue<object?> arrived = new();

    public PlacementClusterTests() => silos = new TwoSilos { Configure = silo => silo.AddIncomingGrainCallFilter(RecordAsync) };

    public Task InitializeAsync() => silos.InitializeAsync();

    public Task DisposeAsync() => silos.DisposeAsync();

    [Fact]
    public async Task Call_WithAHint_ActivatesTheGrainThereWhoeverCalls()
    {
        foreach (var from in silos.Cluster.Silos.ToArray())
        {
            foreach (var to in silos.Cluster.Silos.ToArray())
            {
                var deployed = await silos.DeployAsync("hinted");
                var deployment = Factory(from).GetGrain<IDeploymentGrain>(deployed.Id.ToString());
                await PlacementHint.AtAsync(to.SiloAddress, () => deployment.DescribeAsync(CancellationToken.None));
                Assert.Equal(to.SiloAddress, await AddressOfAsync(deployment));
            }
        }

        Assert.Null(RequestContext.Get(IPlacementDirector.PlacementHintKey));
    }

    [Fact]
    public async Task Call_WithAHint_ReachesTheGrainWithout()
    {
        var deployed = await silos.DeployAsync("not passed on");
        var deployment = silos.Grains.GetGrain<IDeploymentGrain>(deployed.Id.ToString());
        foreach (var to in silos.Cluster.Silos.ToArray())
        {
            await PlacementHint.AtAsync(to.SiloAddress, () => deployment.DescribeAsync(CancellationToken.None));
        }

        Assert.Equal(2, arrived.Count);
        Assert.All(arrived, Assert.Null);
    }

    [Fact]
    public async Task Call_WithAHintToASiloThatIsGone_IsPlacedAllTheSame()
    {
        var deployed = await silos.DeployAsync("nowhere");
        var gone = SiloAddress.New(System.Net.IPAddress.Loopback, 1, 1);
        var deployment = silos.Grains.GetGrain<IDeploymentGrain>(deployed.Id.ToString());
        await PlacementHint.AtAsync(gone, () => deployment.DescribeAsync(CancellationToken.None));
        Assert.Contains(await AddressOfAsync(deployment), silos.Cluster.Silos.Select(silo => silo.SiloAddress));
    }

    [Fact]
    public async Task Silos_ThatReport_KnowOneAnotherUntilOneIsGone()
    {
        await silos.DeployAsync("loaded");
        foreach (var asked in silos.Cluster.Silos.ToArray())
        {
            var known = await DescribeUntilAsync(
                asked, all => all.Count == 2 && all.All(silo => silo.Load is { Activations: > 0 }) && all.Sum(silo => silo.Load!.Replicas) == 1);
            Assert.All(known, silo => Assert.Equal("Active", silo.Status));
            Assert.All(known, silo => Assert.InRange(silo.Load!.Cpu, 0, 1));
            Assert.Contains(known, silo => silo.Load!.LedgerReservedBytes > 0);
            Assert.Equal(silos.Cluster.Silos.Select(silo => silo.SiloAddress.ToParsableString()).Order(), known.Select(silo => silo.Address).Order());
        }

        var (kept, lost) = (silos.Cluster.Silos[0], silos.Cluster.Silos[1]);
        await silos.Cluster.KillSiloAsync(lost);
        var left = await DescribeUntilAsync(kept, all => all.Count == 1);
        Assert.Equal(kept.SiloAddress.ToParsableString(), left[0].Address);
        var view = silos.Cluster.GetSiloServiceProvider(kept.SiloAddress).GetRequiredService<LoadView<SiloAddress>>();
        Assert.Null(view.Find(lost.SiloAddress));
    }

    private Task RecordAsync(IIncomingGrainCallContext call)
    {
        if (call.Grain is IDeploymentGrain)
        {
            arrived.Enqueue(RequestContext.Get(IPlacementDirector.PlacementHintKey));
        }

        return call.Invoke();
    }

    private IGrainFactory Factory(InProcessSiloHandle silo) =>
        silos.Cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<IGrainFactory>();

    private async Task<SiloAddress?> AddressOfAsync(IAddressable grain) =>
        await silos.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grain);

    /// <summary>Asks a silo again and again until it knows; the test runner's limit is the only one.</summary>
    private async Task<IReadOnlyList<SiloInfo>> DescribeUntilAsync(InProcessSiloHandle asked, Func<IReadOnlyList<SiloInfo>, bool> isThat)
    {
        while (true)
        {
            var known = await Factory(asked).GetGrain<IClusterGrain>(0).DescribeAsync(CancellationToken.None);
            if (isThat(known))
            {
                return known;
            }

            await Task.Yield();
        }
    }
}
