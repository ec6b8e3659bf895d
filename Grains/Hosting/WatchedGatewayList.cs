using InfernoOrleans.Grains.Interfaces.Cluster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Messaging;

namespace InfernoOrleans.Grains.Hosting;

/// <summary>
/// A client's list of gateways, with a copy for those who want to name the gateway that a call goes to. The runtime sends a call for a
/// gateway that it does not know through any other, which cannot pass it on.
/// </summary>
internal sealed class WatchedGatewayList(IGatewayListProvider list, KnownGateways known) : IGatewayListProvider
{
    public TimeSpan MaxStaleness => list.MaxStaleness;

    public bool IsUpdatable => true;

    /// <summary>Puts it in front of the list that the client has been set up with.</summary>
    public static void Add(IClientBuilder client)
    {
        var registered = client.Services.Last(service => service.ServiceType == typeof(IGatewayListProvider));
        client.Services.Remove(registered);
        client.Services.TryAddSingleton<KnownGateways>();
        client.Services.AddSingleton<IGatewayListProvider>(provider => new WatchedGatewayList(
            (IGatewayListProvider)ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!),
            provider.GetRequiredService<KnownGateways>()));
    }

    public Task InitializeGatewayListProvider() => list.InitializeGatewayListProvider();

    public async Task<IList<Uri>> GetGateways()
    {
        // The runtime drops the generations of what it fetches later, but not of the first list; calls name gateways without.
        var gateways = (await list.GetGateways()).Select(gateway => SiloAddress.New(gateway.ToGatewayAddress()!.Endpoint, 0)).ToArray();
        known.Replace(gateways.Select(gateway => gateway.Endpoint));
        return [.. gateways.Select(gateway => gateway.ToGatewayUri())];
    }
}
