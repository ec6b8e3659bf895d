using System.Diagnostics;
using System.Net;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Cli;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Reliability;

/// <summary><c>inferno cluster up</c> as a real process, with real silos, a real gateway and a PostgreSQL server of its own.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LocalClusterTests : IDisposable
{
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory folder = new();

    public LocalClusterTests()
    {
        // For root the server runs as another user, who has to get through.
        File.SetUnixFileMode(folder.Path, File.GetUnixFileMode(folder.Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    private string Data => Path.Combine(folder.Path, "cluster");

    public void Dispose() => folder.Dispose();

    [LocalClusterFact]
    public async Task Cluster_OfTwoSilos_RestartsWhatDiesAndStopsAll()
    {
        await using var supervisor = Up(silos: 2);
        using var client = new HttpClient { BaseAddress = await UrlAsync(supervisor) };
        Assert.Equal(
            ["postgres postgres running 0", "silo-1 silo running 0", "silo-2 silo running 0", "gateway gateway running 0"],
            (await StatusAsync()).Select(Describe));
        await client.GetAsync("/health/ready").ReadAsync(HttpStatusCode.OK);

        await using (var second = Up(silos: 1))
        {
            Assert.Equal(1, await second.ExitAsync());
            Assert.Contains($"A cluster runs in {Data} already", await second.FirstLineAsync(), StringComparison.Ordinal);
        }

        var before = PidOf(await StatusAsync(), "silo-2");
        var killed = await CommandRun.OfAsync("cluster", "kill", "silo-2", "--json", "--data", Data);
        Assert.Equal(0, killed.ExitCode);
        Assert.DoesNotContain($"\"pid\":{before},", killed.Output, StringComparison.Ordinal);
        var processes = await UntilAsync(status => status.Select(Describe).Contains("silo-2 silo running 1"));
        Assert.NotEqual(before, PidOf(processes, "silo-2"));

        Assert.Equal(0, (await CommandRun.OfAsync("cluster", "add", "--data", Data)).ExitCode);
        processes = await StatusAsync();
        Assert.Contains("silo-3 silo running 0", processes.Select(Describe));

        Assert.Equal(0, (await CommandRun.OfAsync("cluster", "down", "--data", Data)).ExitCode);
        Assert.Equal(0, await supervisor.ExitAsync());
        Assert.All(processes, process => Assert.Throws<ArgumentException>(() => Process.GetProcessById((int)process!["pid"]!)));
        Assert.Equal(1, (await CommandRun.OfAsync("cluster", "status", "--data", Data)).ExitCode);
    }

    [LocalClusterFact]
    public async Task Supervisor_Killed_LeavesNothingRunningAndItsDataToTheNext()
    {
        string model;
        await using (var supervisor = Up(silos: 1))
        {
            using var client = new HttpClient { BaseAddress = await UrlAsync(supervisor) };
            model = await DeployAsync(client);
            var processes = await StatusAsync();

            await supervisor.KillAsync();

            foreach (var process in processes)
            {
                await EndOfAsync((int)process!["pid"]!);
            }
        }

        await using (var supervisor = Up(silos: 1))
        {
            using var client = new HttpClient { BaseAddress = await UrlAsync(supervisor) };
            var list = await client.GetAsync("/inferno/deployments").ReadAsync();
            Assert.Equal([model], list.AsArray().Select(item => (string)item!["id"]!));
            Assert.Equal(0, await supervisor.StopAsync());
        }
    }

    private static async Task<string> DeployAsync(HttpClient client) =>
        (string)(await client.PostJsonAsync("/inferno/deploy/model", """{"name":"n","modelType":"mlp","inputSize":4,"outputSize":2}""").ReadAsync())["deploymentId"]!;

    private static async Task<Uri> UrlAsync(ProgramProcess supervisor)
    {
        using var ready = JsonDocument.Parse(await supervisor.FirstLineAsync());
        return new Uri(ready.RootElement.GetProperty("url").GetString()!);
    }

    private static string Describe(JsonNode? process) => $"{process!["name"]} {process["role"]} {process["state"]} {process["restarts"]}";

    private static int PidOf(JsonArray processes, string name) => (int)processes.Single(process => (string)process!["name"]! == name)!["pid"]!;

    private static async Task EndOfAsync(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            await process.WaitForExitAsync().WaitAsync(MostPatience);
        }
        catch (ArgumentException)
        {
            // Ended before it could be watched.
        }
    }

    private ProgramProcess Up(int silos) =>
        ProgramProcess.Start("Cli", "cluster", "up", "--silos", $"{silos}", "--port", "0", "--data", Data, "--json");

    private async Task<JsonArray> StatusAsync()
    {
        var run = await CommandRun.OfAsync("cluster", "status", "--json", "--data", Data);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        return JsonNode.Parse(run.Output)!.AsArray();
    }

    private async Task<JsonArray> UntilAsync(Predicate<JsonArray> reached)
    {
        using var patience = new CancellationTokenSource(MostPatience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await timer.WaitForNextTickAsync(patience.Token))
        {
            if (await StatusAsync() is var status && reached(status)) { return status; }
        }

        throw new InvalidOperationException();
    }
}
