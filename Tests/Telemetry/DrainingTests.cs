using System.Net.Sockets;
using System.Text;
using InfernoOrleans.Tests.Gateway;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Telemetry;

/// <summary>A gateway that is told to stop while it is busy, with the silo going on.</summary>
[Collection(TelemetryTests.Name)]
public sealed class DrainingTests(SiloAndGateway cluster)
{
    private const int Connections = 16;
    private const string Row = """{"data":[1,2,3,4]}""";

    [Theory]
    [InlineData("00:00:00.500")]
    [InlineData("00:00:01")]
    public async Task Gateway_StoppedUnderLoad_AnswersWhateverWasSentToIt(string drainDelay)
    {
        var (gateway, client) = await cluster.StartGatewayAsync($"--Gateway:DrainDelay={drainDelay}");
        using var _ = client;
        var name = $"drained-{Guid.NewGuid():N}";
        await client.DeployAsync(name, """ "modelType":"mlp","inputSize":4,"outputSize":2,"seed":1 """);
        var request = Request("POST", $"/inferno/execute/{name}", Row);

        // Under way when the gateway is told to stop: half of it is sent.
        await using var slow = await RawConnection.OpenAsync(client.BaseAddress!);
        await slow.SendAsync(request[..^5]);
        await using var events = await EventConnection.OpenAsync(client, "/inferno/compute/events");
        using var busy = new SemaphoreSlim(0);
        var senders = Enumerable.Range(0, Connections).Select(_ => SendAsync(client.BaseAddress!, request, busy)).ToArray();
        for (var i = 0; i < Connections * 5; i++)
        {
            await busy.WaitAsync();
        }

        await gateway.SignalAsync("TERM");
        await slow.SendAsync(request[^5..]);

        Assert.StartsWith("HTTP/1.1 200", await slow.ReadHeadAsync(), StringComparison.Ordinal);
        var answers = await Task.WhenAll(senders);
        Assert.All(answers, each => Assert.Equal(0, each.Failed));
        Assert.All(answers, each => Assert.True(each.WasTold, "No answer said that the connection closes."));
        while (await events.NextAsync() is not null)
        {
        }

        Assert.Equal(0, await gateway.ExitAsync());
        await cluster.Client.ExecuteAsync(name, "[1,2,3,4]");
    }

    [Fact]
    public async Task Readiness_WhileTheGatewayDrains_IsRefusedAndRequestsAreAnswered()
    {
        var (gateway, client) = await cluster.StartGatewayAsync("--Gateway:DrainDelay=00:00:15");
        using var _ = client;
        await client.GetAsync("/health/ready").ReadAsync();

        await gateway.SignalAsync("TERM");
        await Eventually.UntilAsync(async () =>
        {
            using var readiness = await client.GetAsync("/health/ready");
            return readiness.StatusCode == System.Net.HttpStatusCode.ServiceUnavailable;
        });

        using var answer = await client.GetAsync("/inferno/stats");
        Assert.True(answer.IsSuccessStatusCode);
        Assert.True(answer.Headers.ConnectionClose);
        await using var check = ProgramProcess.Start("Gateway.Api", "healthcheck", "--ready", "--Gateway:Host=127.0.0.1", $"--Gateway:Port={client.BaseAddress!.Port}");
        Assert.Contains("503", await check.FirstLineAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await check.ExitAsync());
        Assert.Equal(0, await gateway.ExitAsync());
    }

    /// <summary>One request after another on one connection, until an answer says that it is the last.</summary>
    private static async Task<(int Failed, bool WasTold)> SendAsync(Uri url, string request, SemaphoreSlim answered)
    {
        await using var connection = await RawConnection.OpenAsync(url);
        while (true)
        {
            try
            {
                await connection.SendAsync(request);
                var head = await connection.ReadHeadAsync();
                if (!head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
                {
                    return (1, false);
                }

                await connection.SkipBodyAsync(head);
                answered.Release();
                if (head.Contains("Connection: close", StringComparison.OrdinalIgnoreCase))
                {
                    return (0, true);
                }
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                return (1, false);
            }
        }
    }

    private static string Request(string method, string path, string body) =>
        $"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
}
