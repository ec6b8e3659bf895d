using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace InfernoOrleans.Tests.Nodes;

/// <summary>Silos and gateways as processes of their own on a PostgreSQL server of their own.</summary>
public sealed class ClusterProcesses : IAsyncDisposable
{
    private readonly TemporaryDirectory data = new();
    private readonly Dictionary<string, string> environment;
    private readonly (int Silo, int Gateway)[] ports;
    private readonly ProgramProcess[] silos;
    private readonly ProgramProcess[] gateways;
    private readonly HttpClient[] clients;

    private ClusterProcesses(PostgresServer postgres, string connectionString, int silos, int gateways)
    {
        Postgres = postgres;
        environment = new Dictionary<string, string> { ["Cluster__ConnectionString"] = connectionString };
        ports = [.. Enumerable.Range(0, silos).Select(_ => (FreePort(), FreePort()))];
        this.silos = new ProgramProcess[silos];
        this.gateways = new ProgramProcess[gateways];
        clients = new HttpClient[gateways];
    }

    public PostgresServer Postgres { get; }

    /// <summary>A client for each gateway.</summary>
    public IReadOnlyList<HttpClient> Clients => clients;

    public int Silos => silos.Length;

    /// <summary>Starts them all; <paramref name="settings"/> are further variables of their environment.</summary>
    public static async Task<ClusterProcesses> StartAsync(int silos, int gateways, params IEnumerable<(string Name, string Value)> settings)
    {
        var postgres = await PostgresServer.StartAsync();
        var cluster = new ClusterProcesses(postgres, await postgres.CreateDatabaseAsync(), silos, gateways);
        foreach (var (name, value) in settings)
        {
            cluster.environment[name] = value;
        }

        try
        {
            // A gateway waits for its silos.
            await Task.WhenAll(Enumerable.Range(0, silos).Select(cluster.StartSiloAsync).Concat(Enumerable.Range(0, gateways).Select(cluster.StartGatewayAsync)));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public ProgramProcess Silo(int number) => silos[number];

    /// <summary>Starts a silo, or starts it again, under its name and on its ports, and waits until it is ready.</summary>
    public async Task StartSiloAsync(int number)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (silos[number] is { } earlier)
            {
                await earlier.DisposeAsync();
            }

            silos[number] = ProgramProcess.StartWith(
                environment,
                "Silo",
                $"--Cluster:SiloName=silo-{number}",
                $"--Cluster:SiloPort={ports[number].Silo}",
                $"--Cluster:GatewayPort={ports[number].Gateway}",
                $"--Storage:DataDirectory={Path.Combine(data.Path, $"silo-{number}")}");
            try
            {
                await silos[number].FirstLineAsync();
                return;
            }
            catch (InvalidOperationException) when (attempt < 5)
            {
                // As its supervisor would: the database may be coming back, or another program may have taken the port.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Array.ForEach(clients, client => client?.Dispose());
        await Task.WhenAll(gateways.Concat(silos).Where(process => process is not null).Select(process => process.DisposeAsync().AsTask()));

        await Postgres.DisposeAsync();
        data.Dispose();
    }

    private async Task StartGatewayAsync(int number)
    {
        gateways[number] = ProgramProcess.StartWith(
            environment, "Gateway.Api", "--Gateway:Host=127.0.0.1", "--Gateway:Port=0", "--Gateway:ReadyLine=json", "--Gateway:ExitWithStandardInput=true");
        using var ready = JsonDocument.Parse(await gateways[number].FirstLineAsync());
        clients[number] = new HttpClient { BaseAddress = new Uri(ready.RootElement.GetProperty("url").GetString()!), Timeout = TimeSpan.FromSeconds(90) };
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
