using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using InfernoOrleans.Cli.Cluster;
using InfernoOrleans.Cli.Cluster.Postgres;
using InfernoOrleans.Grains.Hosting;

namespace InfernoOrleans.Benchmarks.Cluster;

/// <summary>Three silo processes on a PostgreSQL server of their own, the first of which may have other work, and a client of them.</summary>
internal sealed class SiloProcesses : IAsyncDisposable
{
    /// <summary>The silo that has the other work, and that <see cref="FirstGateway"/> belongs to.</summary>
    public const string First = "silo-1";

    private const int Silos = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("inferno-benchmark-");
    private readonly List<Process> silos = [];
    private readonly int[] gatewayPorts = [.. Enumerable.Range(0, Silos).Select(_ => FreePort())];
    private SupervisedProcess? database;
    private IHost? client;

    private SiloProcesses()
    {
    }

    /// <summary>Where the first silo takes calls of gateways.</summary>
    public IPEndPoint FirstGateway => new(IPAddress.Loopback, gatewayPorts[0]);

    public IGrainFactory Grains => client!.Services.GetRequiredService<IGrainFactory>();

    public static async Task<SiloProcesses> StartAsync(int busyThreads)
    {
        var cluster = new SiloProcesses();
        try
        {
            var connectionString = await cluster.StartDatabaseAsync();
            await Task.WhenAll(Enumerable.Range(1, Silos).Select(
                number => cluster.StartSiloAsync(number, connectionString, number == 1 ? busyThreads : 0)));
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

    private async Task StartSiloAsync(int number, string connectionString, int busyThreads)
    {
        var name = $"silo-{number}";
        var start = new ProcessStartInfo(
            "dotnet",
            [
                typeof(SiloProcesses).Assembly.Location, BusySilo.Scenario,
                $"--Cluster:SiloName={name}", $"--Cluster:SiloPort={FreePort()}", $"--Cluster:GatewayPort={gatewayPorts[number - 1]}",
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
