using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Telemetry;

/// <summary>A silo and gateways as processes of their own, which log JSON, trace every request and send their traces to the test.</summary>
public sealed class SiloAndGateway : IAsyncLifetime
{
    private readonly TemporaryDirectory data = new();
    private readonly int siloPort = FreePort();
    private readonly int gatewayPort = FreePort();
    private readonly int httpPort = FreePort();
    private readonly List<IAsyncDisposable> processes = [];
    private OtlpReceiver? receiver;

    /// <summary>What was sent.</summary>
    internal OtlpReceiver Receiver => receiver!;

    public ProgramProcess Gateway { get; private set; } = null!;

    /// <summary>Asks the gateway.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>Asks the silo process.</summary>
    public HttpClient Silo { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        receiver = await OtlpReceiver.StartAsync();
        var silo = ProgramProcess.StartWith(
            Environment, "Silo", [.. Cluster, "--Cluster:SiloName=silo-t", $"--Silo:HttpPort={httpPort}", "--Weights:MemoryBytes=100000000"]);
        processes.Add(silo);
        await silo.FirstLineAsync();
        Silo = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{httpPort}") };
        (Gateway, Client) = await StartGatewayAsync("--Gateway:MaxEventStreams=1", "--Logging:Console:FormatterName=json");
    }

    /// <summary>Starts one more gateway.</summary>
    public async Task<(ProgramProcess Process, HttpClient Client)> StartGatewayAsync(params string[] settings)
    {
        var gateway = ProgramProcess.StartWith(
            Environment,
            "Gateway.Api",
            [.. Cluster, "--Gateway:Host=127.0.0.1", "--Gateway:Port=0", "--Gateway:ReadyLine=json", "--Gateway:ExitWithStandardInput=true", .. settings]);
        processes.Add(gateway);
        using var ready = JsonDocument.Parse(await gateway.FirstLineAsync());
        return (gateway, new HttpClient { BaseAddress = new Uri(ready.RootElement.GetProperty("url").GetString()!) });
    }

    public async Task DisposeAsync()
    {
        Client?.Dispose();
        Silo?.Dispose();
        foreach (var process in Enumerable.Reverse(processes))
        {
            await process.DisposeAsync();
        }

        await receiver!.DisposeAsync();
        data.Dispose();
    }

    internal static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    private string[] Cluster =>
    [
        "--Cluster:Mode=localhost", $"--Cluster:SiloPort={siloPort}", $"--Cluster:GatewayPort={gatewayPort}", $"--Storage:DataDirectory={data.Path}",
    ];

    private Dictionary<string, string> Environment => new()
    {
        ["Telemetry__OtlpEndpoint"] = Receiver.Url.ToString(),
        ["Telemetry__TraceRatio"] = "1",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
    };
}

/// <summary>The tests that share them; xunit runs the classes of a collection one after another.</summary>
[CollectionDefinition(Name)]
public sealed class TelemetryTests : ICollectionFixture<SiloAndGateway>
{
    public const string Name = "A silo and a gateway that tell of themselves";
}
