using System.Net;
using System.Net.Sockets;
using InfernoOrleans.Grains.Hosting;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Storage.Postgres;
using InfernoOrleans.Grains.Storage.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;

namespace InfernoOrleans.Tests.Storage.State;

/// <summary>A silo alone with grain state and reminders, as our silos keep them.</summary>
internal sealed class StateSilo : IAsyncDisposable
{
    private readonly IHost host;

    private StateSilo(IHost host) => this.host = host;

    public IGrainFactory Grains => host.Services.GetRequiredService<IGrainFactory>();

    public IGrainStorage Storage => host.Services.GetRequiredKeyedService<IGrainStorage>("Default");

    public IReminderTable Reminders => host.Services.GetRequiredService<IReminderTable>();

    public Reminded Reminded => host.Services.GetRequiredService<Reminded>();

    /// <summary>A silo on a data folder.</summary>
    public static Task<StateSilo> OnSqliteAsync(string folder)
    {
        var options = new StorageOptions { DataDirectory = folder };
        StateDatabase.Prepare(options, NullLogger.Instance);
        return StartAloneAsync(silo => silo.UseGrainState("System.Data.SQLite", _ => StateDatabase.ConnectionString(options)));
    }

    /// <summary>A silo on a database.</summary>
    public static Task<StateSilo> OnPostgresAsync(string connectionString)
    {
        PostgresMigrations.Apply(connectionString, NullLogger.Instance);
        return StartAloneAsync(silo => silo.UseGrainState("Npgsql", _ => PostgresConnection.Complete(connectionString, "test")));
    }

    /// <summary>A silo of ours as an embedded node has it, on a data folder.</summary>
    public static Task<StateSilo> OfOursAsync(string folder) => StartAsync(
        silo => silo.AddInferno().UseCluster(new ClusterOptions { Mode = ClusterMode.Embedded }), [$"--Storage:DataDirectory={folder}"]);

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }

    private static Task<StateSilo> StartAloneAsync(Action<ISiloBuilder> useState) => StartAsync(
        silo =>
        {
            silo.UseLocalhostClustering(FreePort(), FreePort());
            useState(silo);
        },
        []);

    private static async Task<StateSilo> StartAsync(Action<ISiloBuilder> use, string[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { Args = settings });
        builder.Configuration.AddCommandLine(settings);
        builder.Services.AddClusterOptions();
        builder.Services.AddSingleton<Reminded>();
        builder.UseOrleans(silo =>
        {
            use(silo);
            silo.Configure<ReminderOptions>(reminders => reminders.MinimumReminderPeriod = TimeSpan.FromMilliseconds(100));
        });
        var host = builder.Build();
        await host.StartAsync();
        return new StateSilo(host);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
