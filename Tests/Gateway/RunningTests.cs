using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

public sealed class RunningTests
{
    [Fact]
    public async Task Node_WhoseStandardInputEnds_StopsGracefully()
    {
        using var data = new TemporaryDirectory();
        await using var node = await EmbeddedNode.StartAsync(data.Path);

        node.Process.CloseInput();

        Assert.Equal(0, await node.Process.ExitAsync());
    }

    [Fact]
    public async Task Node_ThatIsTerminatedWhileItReadsItsInput_StopsGracefully()
    {
        // The host would wait for a read that cannot end until this time is up, and then it would have to say so.
        using var data = new TemporaryDirectory();
        await using var node = await EmbeddedNode.StartAsync(data.Path, "--shutdownTimeoutSeconds=3600");

        Assert.Equal(0, await node.Process.StopAsync());
    }

    [Fact]
    public async Task Node_WithItsPortInTheEnvironment_ListensThere()
    {
        using var data = new TemporaryDirectory();
        var port = FreePort();
        await using var process = ProgramProcess.StartWith(
            new Dictionary<string, string> { ["Gateway__Port"] = $"{port}", ["Gateway__ReadyLine"] = "json" },
            "Gateway.Api",
            $"--Storage:DataDirectory={data.Path}");

        Assert.Equal($"http://localhost:{port}", await UrlAsync(process));
        using var client = new HttpClient();
        Assert.Equal("""{"status":"ready"}""", await client.GetAsync(new Uri($"http://localhost:{port}/health/ready")).TextAsync());
        Assert.Equal(0, await process.StopAsync());
    }

    [Fact]
    public async Task Node_WithASettingsFile_ListensWhereItSays()
    {
        using var data = new TemporaryDirectory();
        var environment = $"Test{Guid.NewGuid():n}";
        var port = FreePort();
        var settings = Path.Combine(ProgramProcess.DirectoryOf("Gateway.Api"), $"appsettings.{environment}.json");
        await File.WriteAllTextAsync(settings, $$"""{"Gateway":{"Host":"127.0.0.1","Port":{{port}},"ReadyLine":"json"} }""");
        try
        {
            await using var process = ProgramProcess.StartWith(
                new Dictionary<string, string> { ["DOTNET_ENVIRONMENT"] = environment }, "Gateway.Api", $"--Storage:DataDirectory={data.Path}");

            Assert.Equal($"http://127.0.0.1:{port}", await UrlAsync(process));
        }
        finally
        {
            File.Delete(settings);
        }
    }

    private static async Task<string> UrlAsync(ProgramProcess process) =>
        JsonNode.Parse(await process.FirstLineAsync())!["url"]!.GetValue<string>();

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
