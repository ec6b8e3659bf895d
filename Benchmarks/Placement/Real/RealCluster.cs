using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using InfernoOrleans.Cli.Cluster;
using InfernoOrleans.Cli.Cluster.Postgres;
using InfernoOrleans.Grains.Hosting;

namespace InfernoOrleans.Benchmarks.Placement.Real;

/// <summary>Three silo processes on a PostgreSQL server of their own, of which the first is busy, and a client of them.</summary>
internal sealed class RealCluster : IAsyncDisposable
{
    public const string Busy = "silo-1";

    private const int Silos = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("inferno-benchmark-");
    private readonly List<Process> silos = [];
    private SupervisedProcess? database;
    private IHost? client;

    private RealCluster()
    {
    }

    public IGrainFactory Grains => client!.Services.GetRequiredService<IGrainFactory>();

    public static async Task<RealCluster> StartAsync(int busyThreads)
    {
        var cluster = new RealCluster();
        try
        {
            var connectionString = await cluster.StartDatabaseAsync();
            await Task.WhenAll(Enumerable.Range(1, Silos).Select(
                number => cluster.StartSiloAsync($"silo-{number}", connectionString, number == 1 ? busyThreads : 0)));
            var builder = Host.CreateApplicationBuilder([$"--Cluster:ConnectionString={connectionString}"]);
            builder.Logging.ClearProviders();
            builder.UseOrleansClient(client => client.UseCluster(ClusterOptions.From(builder.Configuration)));
            cluster.client = builder.Build();
            await cluster.client.StartAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (client is not null)
        {
            await client.StopAsync();
            client.Dispose();
        }

        foreach (var silo in silos)
        {
            silo.Kill();
            await silo.WaitForExitAsync();
            silo.Dispose();
        }

        if (database is not null)
        {
            await database.StopAsync(Patience, CancellationToken.None);
            database.Dispose();
        }

        data.Delete(recursive: true);
    }

    private async Task<string> StartDatabaseAsync()
    {
        // The server runs as another account when we are root, and has to reach its folder.
        if (!OperatingSystem.IsWindows())
        {
            data.UnixFileMode |= UnixFileMode.OtherExecute | UnixFileMode.GroupExecute;
        }

        var folder = new ClusterFolder(data.FullName);
        var server = await PostgresServer.PrepareAsync(folder, FreePort(), _ => { }, CancellationToken.None);
        database = new SupervisedProcess(
            server.Launch(), new RollingLog(folder.Log(PostgresServer.Name)), TimeProvider.System, changed: () => { }, say: _ => { });
        database.Start();
        await database.Ready;
        return server.ConnectionString;
    }

    private async Task StartSiloAsync(string name, string connectionString, int busyThreads)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                typeof(RealCluster).Assembly.Location, BusySilo.Scenario,
                $"--Cluster:SiloName={name}", $"--Cluster:SiloPort={FreePort()}", $"--Cluster:GatewayPort={FreePort()}",
                $"--Storage:DataDirectory={Path.Combine(data.FullName, name)}", $"--{BusySilo.BusyThreads}={busyThreads}",
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["Cluster__ConnectionString"] = connectionString },
        };
        var silo = Process.Start(start)!;
        lock (silos)
        {
            silos.Add(silo);
        }

        if (await silo.StandardOutput.ReadLineAsync() is null)
        {
            throw new InvalidOperationException($"{name} did not start.");
        }
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
