using System.Net;
using InfernoOrleans.Gateway.Api.Inference;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Tests.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Inference;

/// <summary>What a gateway remembers of where a replica is.</summary>
public sealed class RoutedReplicaTests(TwoSilos silos) : IClassFixture<TwoSilos>
{
    private static readonly GrainType Service = SystemTargetGrainId.CreateGrainType("a-service");

    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Host_ThatMissedTheReplica_IsNotCalledForAWhile()
    {
        var replica = new RoutedReplica("deploy-1/r1/0", grain: null!, time);
        replica.MovedTo(Place(1));
        Assert.Equal(Place(1), replica.Host);

        // The same place by another reference, as in a route that was fetched meanwhile.
        replica.MissedAt(Place(1));
        Assert.Null(replica.Host);
        replica.MovedTo(Place(1));
        Assert.Null(replica.Host);
        replica.MovedTo(Place(2));
        Assert.Equal(Place(2), replica.Host);

        time.Advance(TimeSpan.FromSeconds(10));
        replica.MovedTo(Place(1));
        Assert.Equal(Place(1), replica.Host);
    }

    [Fact]
    public void Host_MissedAfterTheReplicaHasMoved_LeavesTheNewOne()
    {
        var replica = new RoutedReplica("deploy-1/r1/0", grain: null!, time);
        replica.MovedTo(Place(1));
        replica.MovedTo(Place(2));
        replica.MissedAt(Place(1));
        Assert.Equal(Place(2), replica.Host);
    }

    private IReplicaHost Place(int port) =>
        silos.Grains.GetGrain<IReplicaHost>(SystemTargetGrainId.Create(Service, SiloAddress.New(new IPEndPoint(IPAddress.Loopback, port), 0)).GrainId);
}
