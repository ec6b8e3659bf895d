using System.Net;
using System.Net.Sockets;
using InfernoOrleans.Grains.Messages;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace InfernoOrleans.Grains.Hosting;

/// <summary>A cluster of one silo on this machine, and the way of gateways to it.</summary>
public static class LocalCluster
{
    internal const int DefaultSiloPort = 11_111;
    internal const int DefaultGatewayPort = 30_000;

    // Orleans' name of it, under which it loads Microsoft.Data.Sqlite.
    private const string SqliteInvariant = "System.Data.SQLite";

    // Longer than any request may take, so that the request's own deadline decides.
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(70);

    /// <summary>Makes the silo the only one of its cluster, on loopback, with grain state and reminders in its data folder.</summary>
    public static ISiloBuilder UseLocalCluster(this ISiloBuilder silo, ClusterOptions options)
    {
        var embedded = options.Mode == ClusterMode.Embedded;
        var siloPort = Port(options.SiloPort, embedded, DefaultSiloPort);
        var gatewayPort = Port(options.GatewayPort, embedded, DefaultGatewayPort);
        silo.UseLocalhostClustering(siloPort, gatewayPort, primarySiloEndpoint: null, options.ServiceId, options.ClusterId);
        silo.UseGrainState(
            SqliteInvariant, services => StateDatabase.ConnectionString(services.GetRequiredService<IOptions<StorageOptions>>().Value));
        silo.Configure<SiloOptions>(target => target.SiloName = options.SiloName);
        silo.Configure<SiloMessagingOptions>(target => target.ResponseTimeout = ResponseTimeout);

        // Calls within a process are no messages.
        return embedded ? silo : silo.BoundMessages(options.MaxMessageBytes);
    }

    /// <summary>Connects a gateway to the silo process on this machine.</summary>
    public static IClientBuilder UseLocalCluster(this IClientBuilder client, ClusterOptions options)
    {
        var gatewayPort = Port(options.GatewayPort, free: false, DefaultGatewayPort);
        client.UseLocalhostClustering(gatewayPort, options.ServiceId, options.ClusterId);
        client.Configure<ClientMessagingOptions>(target => target.ResponseTimeout = ResponseTimeout);
        client.BoundMessages(options.MaxMessageBytes);
        client.AddActivityPropagation();
        client.UseConnectionRetryFilter<WaitForSilo>();
        return client;
    }

    internal static int Port(int configured, bool free, int otherwise) =>
        configured != 0 ? configured : free ? FreePort() : otherwise;

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
