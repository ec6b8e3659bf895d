using System.Runtime.InteropServices;
using InfernoOrleans.Grains.Inference;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Inference;

/// <summary>Replicas called by the address of the silo that has them.</summary>
public sealed class ReplicaHostTests : IAsyncLifetime
{
    private static readonly byte[] OneRow = MemoryMarshal.AsBytes<float>([1, 2, 3, 4, 5, 6, 7, 8]).ToArray();

    /// <summary>Requests wait for others for a while, so that there is something to ask for and to cancel.</summary>
    private readonly TwoSilos silos = new()
    {
        Configure = silo => silo.Configure<BatchingOptions>(options =>
        {
            options.MaxDelay = TimeSpan.FromSeconds(1);
            options.MaxBatchRows = 2;
        }),
    };

    public Task InitializeAsync() => silos.InitializeAsync();

    public Task DisposeAsync() => silos.DisposeAsync();

    [Fact]
    public async Task Host_ThatARouteNames_AnswersAsTheReplicaItself()
    {
        var (route, host) = await RouteAsync();
        var replica = route.Replicas[0].ToString();
        var direct = await host.ExecuteAsync(replica, Request(), CancellationToken.None);
        var through = await silos.Replica(route.Id).ExecuteAsync(Request(), CancellationToken.None);
        Assert.NotNull(direct);
        Assert.Equal(through.Rows.ToArray(), direct.Rows.ToArray());
    }

    [Fact]
    public async Task Host_WithoutTheReplica_SaysSoAndLoadsNothing()
    {
        var (route, host) = await RouteAsync();
        var replica = route.Replicas[0].ToString();
        var elsewhere = silos.Cluster.Silos.Single(silo => !silo.SiloAddress.Equals(AddressOf(host)));
        var reserved = silos.ReservedBytes(elsewhere);
        Assert.Null(await HostOn(elsewhere.SiloAddress, host).ExecuteAsync(replica, Request(), CancellationToken.None));
        Assert.Equal(reserved, silos.ReservedBytes(elsewhere));

        await silos.Replica(route.Id).RetireAsync(CancellationToken.None);
        Assert.Null(await host.ExecuteAsync(replica, Request(), CancellationToken.None));
    }

    [Fact]
    public async Task Host_WhoseCallerGivesUp_DropsTheRequest()
    {
        var (route, host) = await RouteAsync();
        var replica = route.Replicas[0].ToString();
        using var givingUp = new CancellationTokenSource();
        var answering = host.ExecuteAsync(replica, Request() with { Id = 7 }, givingUp.Token);
        while (!await host.IsAnsweringAsync(replica, 7, CancellationToken.None))
        {
            Assert.False(answering.IsCompleted);
        }

        await givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await host.IsAnsweringAsync(replica, 7, patience.Token))
        {
            // The cancellation is on its way.
        }

        Assert.Equal(1, (await silos.Replica(route.Id).CountAsync(CancellationToken.None)).Errors);
    }

    private static InferenceRequest Request() => new(OneRow, TimeSpan.FromSeconds(10));

    private static SiloAddress AddressOf(IReplicaHost host)
    {
        Assert.True(SystemTargetGrainId.TryParse(host.GetGrainId(), out var target));
        return target.GetSiloAddress();
    }

    private async Task<(DeploymentRoute Route, IReplicaHost Host)> RouteAsync()
    {
        var deployed = await silos.DeployAsync("hosted");
        var route = await silos.Directory.RouteAsync(deployed.Id.ToString(), CancellationToken.None);
        return (route, Assert.Single(route.Places!)!.Host);
    }

    private IReplicaHost HostOn(SiloAddress silo, IReplicaHost other)
    {
        Assert.True(SystemTargetGrainId.TryParse(other.GetGrainId(), out var target));
        return silos.Grains.GetGrain<IReplicaHost>(target.WithSiloAddress(silo).GrainId);
    }
}
