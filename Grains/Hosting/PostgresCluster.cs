using System.Net;
using InfernoOrleans.Grains.Messages;
using InfernoOrleans.Grains.Storage.Postgres;
using Orleans.Configuration;

namespace InfernoOrleans.Grains.Hosting;

/// <summary>A cluster of silos that find one another through PostgreSQL, and the way of gateways to it.</summary>
public static class PostgresCluster
{
    private const string Invariant = "Npgsql";

    /// <summary>
    /// How long an answer may take where a method does not say otherwise: a silo that dies takes the calls in flight with it, and their
    /// callers learn of it by this.
    /// </summary>
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// By default whatever a silo that was voted out had in the directory, its share of the directory included, cannot be activated anew for
    /// 30 seconds after its failure, lest it still runs there. Our grains bear two activations for a moment: an evicted silo ends, replicas
    /// only read, and what a deployment's grain writes it writes only over what it has read. What they cannot bear is that no replica can be
    /// restored for so long, in which the next silo may die.
    /// </summary>
    private static readonly TimeSpan NoLease = TimeSpan.Zero;

    /// <summary>Makes the silo a member, with grain state and reminders in the database.</summary>
    public static ISiloBuilder UsePostgresCluster(this ISiloBuilder silo, ClusterOptions options)
    {
        var connectionString = PostgresConnection.Complete(options.ConnectionString!, $"inferno {options.SiloName}");
        silo.UseAdoNetClustering(clustering =>
        {
            clustering.Invariant = Invariant;
            clustering.ConnectionString = connectionString;
        });
        silo.UseGrainState(Invariant, _ => connectionString);

        silo.Configure<Orleans.Configuration.ClusterOptions>(cluster => Identify(cluster, options));
        silo.Configure<SiloOptions>(target => target.SiloName = options.SiloName);
        silo.ConfigureEndpoints(
            IPAddress.Parse(options.Address),
            LocalCluster.Port(options.SiloPort, free: false, LocalCluster.DefaultSiloPort),
            LocalCluster.Port(options.GatewayPort, free: false, LocalCluster.DefaultGatewayPort));
        silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = ResponseTimeout);
        silo.BoundMessages(options.MaxMessageBytes);
        silo.Configure<ClusterMembershipOptions>(Tune);
        silo.Configure<GrainDirectoryOptions>(directory => directory.RangeLeaseDuration = NoLease);
        return silo;
    }

    /// <summary>Connects a gateway to the silos.</summary>
    public static IClientBuilder UsePostgresCluster(this IClientBuilder client, ClusterOptions options)
    {
        client.UseAdoNetClustering(clustering =>
        {
            clustering.Invariant = Invariant;
            clustering.ConnectionString = PostgresConnection.Complete(options.ConnectionString!, "inferno gateway");
        });
        client.Configure<Orleans.Configuration.ClusterOptions>(cluster => Identify(cluster, options));
        client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
        client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = ResponseTimeout);
        client.BoundMessages(options.MaxMessageBytes);
        client.AddActivityPropagation();
        client.UseConnectionRetryFilter<WaitForSilo>();
        WatchedGatewayList.Add(client);
        return client;
    }

    private static void Identify(Orleans.Configuration.ClusterOptions target, ClusterOptions options)
    {
        target.ClusterId = options.ClusterId;
        target.ServiceId = options.ServiceId;
    }

    /// <summary>
    /// With the defaults a silo that hangs is missed for more than a minute; with these for some seven seconds. While the database is out
    /// nobody can vote anybody out, and silos must not take one another for dead because none can write that it lives: hence the
    /// high limit of missed updates.
    /// </summary>
    private static void Tune(ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = TimeSpan.FromSeconds(1);
        membership.MaxProbeTimeout = TimeSpan.FromSeconds(2);
        membership.NumMissedProbesLimit = 3;
        membership.NumProbedSilos = 3;
        membership.NumVotesForDeathDeclaration = 2;
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        membership.NumMissedTableIAmAliveLimit = 12;
        membership.DefunctSiloExpiration = TimeSpan.FromHours(1);
        membership.DefunctSiloCleanupPeriod = TimeSpan.FromMinutes(10);
    }
}
