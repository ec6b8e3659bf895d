using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using InfernoOrleans.Tests.Gateway;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Keys;

/// <summary>A silo and two gateways as processes of their own.</summary>
public sealed class KeyedGatewaysTests : IDisposable
{
    private readonly TemporaryDirectory data = new();
    private readonly int siloPort = FreePort();
    private readonly int gatewayPort = FreePort();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task Gateways_StartedAtOnce_ShareOneFirstKeyAndItsRevocationsAndGoOnWithoutTheSilo()
    {
        await using var one = StartGateway();
        await using var two = StartGateway();
        await using var silo = ProgramProcess.Start("Silo", Settings);
        using var atOne = await ClientAsync(one);
        using var atTwo = await ClientAsync(two);

        await Eventually.UntilAsync(() => Task.FromResult(KeyedNode.Key().IsMatch(one.Errors + two.Errors)));
        var admin = Assert.Single(KeyedNode.Key().Matches(one.Errors + two.Errors)).Value;
        Assert.Single((await SendAsync(atOne, HttpMethod.Get, "/inferno/keys", admin).ReadAsync()).AsArray());
        Assert.Single((await SendAsync(atTwo, HttpMethod.Get, "/inferno/keys", admin).ReadAsync()).AsArray());

        // A key that one has created the other finds when it is presented.
        var reader = (string)(await SendAsync(atOne, HttpMethod.Post, "/inferno/keys", admin, """{"name":"r","role":"reader"}""").ReadAsync())["key"]!;
        await Eventually.UntilAsync(async () => await StatusAsync(atTwo, reader) == HttpStatusCode.OK);

        // What one has revoked it refuses at once, the other as soon as it reads the keys again.
        await SendAsync(atOne, HttpMethod.Delete, "/inferno/keys/r", admin).ReadAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(atOne, reader));
        await Eventually.UntilAsync(async () => await StatusAsync(atTwo, reader) == HttpStatusCode.Unauthorized);

        // Without the silo nobody can do much, but they are known.
        await silo.KillAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(atOne, admin));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(atOne, "nobody's"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(atOne, reader));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(atOne, admin));
    }

    private ProgramProcess StartGateway() => ProgramProcess.Start(
        "Gateway.Api",
        [
            .. Settings,
            "--Gateway:Host=127.0.0.1",
            "--Gateway:Port=0",
            "--Gateway:ReadyLine=json",
            "--Gateway:ExitWithStandardInput=true",
            "--Keys:Required=true",
            "--Keys:RefreshPeriod=00:00:00.500",
        ]);

    private string[] Settings =>
    [
        "--Cluster:Mode=localhost",
        $"--Cluster:SiloPort={siloPort}",
        $"--Cluster:GatewayPort={gatewayPort}",
        $"--Storage:DataDirectory={data.Path}",
    ];

    private static async Task<HttpClient> ClientAsync(ProgramProcess gateway)
    {
        using var ready = JsonDocument.Parse(await gateway.FirstLineAsync());
        return new HttpClient { BaseAddress = new Uri(ready.RootElement.GetProperty("url").GetString()!) };
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient gateway, string key)
    {
        using var answer = await SendAsync(gateway, HttpMethod.Get, "/inferno/stats", key);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient gateway, HttpMethod method, string path, string key, string? body = null)
    {
        using var request = Answers.Json(method, path, body, ("X-Api-Key", key));
        return await gateway.SendAsync(request);
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
