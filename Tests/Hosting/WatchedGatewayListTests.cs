using System.Net;
using InfernoOrleans.Grains.Hosting;
using InfernoOrleans.Grains.Interfaces.Cluster;
using Orleans.Messaging;

namespace InfernoOrleans.Tests.Hosting;

public sealed class WatchedGatewayListTests
{
    [Fact]
    public async Task GetGateways_OfSilosWithGenerations_NamesThemWithoutAndMakesThemKnown()
    {
        var known = new KnownGateways();
        var list = new FixedList(Gateway(30_001, generation: 7), Gateway(30_002, generation: 8));
        var watched = new WatchedGatewayList(list, known);
        Assert.False(known.Contains(Endpoint(30_001)));

        Assert.Equal([Gateway(30_001, 0), Gateway(30_002, 0)], await watched.GetGateways());
        Assert.True(known.Contains(Endpoint(30_001)));
        Assert.True(known.Contains(Endpoint(30_002)));

        list.Gateways = [Gateway(30_002, generation: 8)];
        await watched.GetGateways();
        Assert.False(known.Contains(Endpoint(30_001)));
        Assert.True(known.Contains(Endpoint(30_002)));
    }

    private static IPEndPoint Endpoint(int port) => new(IPAddress.Loopback, port);

    private static Uri Gateway(int port, int generation) => SiloAddress.New(Endpoint(port), generation).ToGatewayUri();

    private sealed class FixedList(params Uri[] gateways) : IGatewayListProvider
    {
        public IList<Uri> Gateways { get; set; } = gateways;

        public TimeSpan MaxStaleness => TimeSpan.FromMinutes(1);

        public bool IsUpdatable => true;

        public Task InitializeGatewayListProvider() => Task.CompletedTask;

        public Task<IList<Uri>> GetGateways() => Task.FromResult(Gateways);
    }
}
