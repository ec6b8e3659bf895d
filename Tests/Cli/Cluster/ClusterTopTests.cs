using InfernoOrleans.Cli.Cluster;
using InfernoOrleans.Tests.Nodes;
using Microsoft.AspNetCore.Builder;

namespace InfernoOrleans.Tests.Cli.Cluster;

public sealed class ClusterTopTests
{
    private const string Silos = """
        [{"name":"silo-1","address":"127.0.0.1:11111","status":"Active","cpu":0.12,"ledgerUsedBytes":27048,"ledgerCapacityBytes":5368709120,
          "queueDepth":3,"running":2,"activations":1234,"replicas":4,"requestsPerSecond":2345.67,"p99Ms":4.12,"rssBytes":104857600,"uptimeSeconds":3725},
         {"name":"silo-2","status":"Active"}]
        """;

    [Theory]
    [InlineData("--once")]
    [InlineData("--timeout 5")]
    public async Task Top_IntoAPipe_PrintsOneTableWithDashesForWhatIsUnknown(string option)
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/cluster", () => ScriptedServer.Json(Silos)));

        var run = await CommandRun.OfAsync(["cluster", "top", "--server", $"{server.Url}", .. option.Split(' ')], CancellationToken.None);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var rows = run.Output.Split('\n').Where(line => line.Contains("silo-", StringComparison.Ordinal)).Select(Cells);
        Assert.Equal(
            [
                "silo-1 Active 12 % 100 MiB 26.4 KiB 5 GiB 3 2 1,234 4 2,345.7 4.12 ms 1h 2m",
                "silo-2 Active – – – – – – – – – – –",
            ],
            rows);
    }

    [Fact]
    public async Task Top_AsJson_PassesOnWhatTheServerKnows()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/cluster", () => ScriptedServer.Json(Silos)));

        var run = await CommandRun.OfAsync("cluster", "top", "--json", "--url", $"{server.Url}");

        AssertJson.Equal(Silos, run.Output);
    }

    [Fact]
    public async Task Top_OfAFolder_AsksTheGatewayOfItsCluster()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet("/inferno/cluster", () => ScriptedServer.Json(Silos)));
        using var data = new TemporaryDirectory();
        new ClusterState { Supervisor = 1, Control = "", Url = server.Url, Processes = [] }.Write(new ClusterFolder(data.Path).State);

        var run = await CommandRun.OfAsync("cluster", "top", "--json", "--data", data.Path);

        AssertJson.Equal(Silos, run.Output);
    }

    [Fact]
    public async Task Top_OfAFolderWithoutACluster_SaysSo()
    {
        using var data = new TemporaryDirectory();
        var run = await CommandRun.OfAsync("cluster", "top", "--data", data.Path);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"inferno: No cluster runs in {data.Path}.", run.Error, StringComparison.Ordinal);
    }

    private static string Cells(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
