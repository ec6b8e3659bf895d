using System.Net;
using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Telemetry;

/// <summary>The HTTP side of a silo process, from its start to its end, and what a container's health check says of it.</summary>
public sealed class SiloHttpTests : IDisposable
{
    private readonly TemporaryDirectory data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task Silo_FromItsStartToItsEnd_SaysHowItIs()
    {
        var port = SiloAndGateway.FreePort();
        string[] settings =
        [
            $"--Silo:HttpPort={port}", $"--Cluster:SiloPort={SiloAndGateway.FreePort()}", $"--Cluster:GatewayPort={SiloAndGateway.FreePort()}",
            $"--Storage:DataDirectory={data.Path}",
        ];
        Assert.Equal(1, await CheckAsync("Silo", settings, "cannot be asked"));
        await using var silo = ProgramProcess.Start("Silo", settings);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.UntilAsync(async () => await StateAsync(client, "/health/live") == "200 live");
        Assert.Equal("503 starting", await StateAsync(client, "/health/ready"));
        await silo.FirstLineAsync();
        await Eventually.UntilAsync(async () => await StateAsync(client, "/health/ready") == "200 ready");
        using (var answer = await client.GetAsync("/inferno/stats"))
        {
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        Assert.Equal(0, await CheckAsync("Silo", settings, "/health/live answers 200"));
        Assert.Equal(0, await CheckAsync("Silo", [.. settings, "--ready"], "/health/ready answers 200"));

        await silo.SignalAsync("TERM");
        var states = new HashSet<string?>();
        while (await StateAsync(client, "/health/ready") is { } state)
        {
            states.Add(state);
        }

        Assert.Contains("503 stopping", states);
        Assert.Equal(0, await silo.ExitAsync());
    }

    [Fact]
    public async Task Silo_OnAPortThatIsTaken_SaysWhichSettingToChange()
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var silo = ProgramProcess.Start(
            "Silo", "--Silo:HttpHost=127.0.0.1", $"--Silo:HttpPort={((IPEndPoint)taken.LocalEndpoint).Port}", $"--Storage:DataDirectory={data.Path}");

        Assert.Equal(2, await silo.ExitAsync());
        Assert.Contains("Silo:HttpPort", silo.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Silo", "Silo:HttpPort is '0'")]
    [InlineData("Gateway.Api", "Gateway:Port is '0'", "--Gateway:Port=0")]
    public async Task HealthCheck_WithoutAPortToAsk_SaysSo(string program, string expected, params string[] settings) =>
        Assert.Equal(1, await CheckAsync(program, settings, expected));

    private static async Task<int> CheckAsync(string program, string[] settings, string expected)
    {
        await using var check = ProgramProcess.Start(program, ["healthcheck", .. settings]);
        Assert.Contains(expected, await check.FirstLineAsync(), StringComparison.Ordinal);
        return await check.ExitAsync();
    }

    /// <returns>The status and the state; null when nobody answers any more.</returns>
    private static async Task<string?> StateAsync(HttpClient client, string path)
    {
        try
        {
            using var answer = await client.GetAsync(path);
            return $"{(int)answer.StatusCode} {JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["status"]!.GetValue<string>()}";
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
