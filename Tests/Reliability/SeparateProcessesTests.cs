using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Reliability;

/// <summary>A silo and a gateway as processes of their own, <c>Cluster:Mode=localhost</c>.</summary>
public sealed class SeparateProcessesTests : IDisposable
{
    private readonly TemporaryDirectory data = new();
    private readonly int siloPort = FreePort();
    private readonly int gatewayPort = FreePort();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task Silo_KilledAndStartedAgain_IsFoundByTheGatewayWithTheSameAnswers()
    {
        // The gateway first: it waits for its silo.
        await using var gateway = ProgramProcess.Start(
            "Gateway.Api",
            [.. Settings, "--Gateway:Host=127.0.0.1", "--Gateway:Port=0", "--Gateway:ReadyLine=json", "--Gateway:ExitWithStandardInput=true"]);
        var silo = StartSilo();
        try
        {
            using var ready = JsonDocument.Parse(await gateway.FirstLineAsync());
            using var client = new HttpClient { BaseAddress = new Uri(ready.RootElement.GetProperty("url").GetString()!) };
            using var file = new ByteArrayContent(
                await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "samples", "digits", "digits-mlp.safetensors")));
            file.Headers.ContentType = new("application/octet-stream");
            await client.PostAsync("/inferno/models?name=digits", file).ReadAsync();
            await client.PostJsonAsync("/inferno/deploy/model", """{"name":"digits","modelId":"digits"}""").ReadAsync();
            var row = $$"""{"data":[{{string.Join(',', Enumerable.Range(0, 64).Select(i => (i % 17 / 16f).ToString(CultureInfo.InvariantCulture)))}}]}""";
            var before = (await client.PostJsonAsync("/inferno/execute/digits", row).ReadAsync()).ToJsonString();

            await silo.KillAsync();
            var unavailable = await client.PostJsonAsync("/inferno/execute/digits", row).ReadAsync(HttpStatusCode.ServiceUnavailable);
            Assert.False((bool)unavailable["success"]!);
            await client.GetAsync("/health/ready").ReadAsync(HttpStatusCode.ServiceUnavailable);
            await client.GetAsync("/health/live").ReadAsync();

            await silo.DisposeAsync();
            silo = StartSilo();
            await silo.FirstLineAsync();
            await UntilReadyAsync(client);
            Assert.Equal(before, (await client.PostJsonAsync("/inferno/execute/digits", row).ReadAsync()).ToJsonString());

            Assert.Equal(0, await gateway.StopAsync());
            Assert.Equal(0, await silo.StopAsync());
        }
        finally
        {
            await silo.DisposeAsync();
        }
    }

    [Fact]
    public async Task Silo_InEmbeddedMode_ExplainsAndExits()
    {
        await using var silo = ProgramProcess.Start("Silo", "--Cluster:Mode=embedded", $"--Storage:DataDirectory={data.Path}");
        Assert.Equal(2, await silo.ExitAsync());
        Assert.Contains("Cluster:Mode=localhost", silo.Errors, StringComparison.Ordinal);
    }

    private string[] Settings =>
    [
        "--Cluster:Mode=localhost",
        $"--Cluster:SiloPort={siloPort}",
        $"--Cluster:GatewayPort={gatewayPort}",
        $"--Storage:DataDirectory={data.Path}",
    ];

    private ProgramProcess StartSilo() => ProgramProcess.Start("Silo", Settings);

    private static async Task UntilReadyAsync(HttpClient client)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var answer = await client.GetAsync("/health/ready");
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            Assert.True(attempt < 100_000, "The gateway did not find its silo again.");
        }
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
