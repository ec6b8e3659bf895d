using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace InfernoOrleans.Benchmarks.Execute;

/// <summary>Processes that answer one kind of request, and where.</summary>
internal sealed class Target : IAsyncDisposable
{
    private const string Network = """ "inputSize":784,"hiddenSizes":[128,64] """;

    private readonly List<Process> processes = [];
    private string network = Network;
    private int? core;
    private DirectoryInfo? data;
    private bool stopsInOrder;

    private Target(string name) => Name = name;

    public string Name { get; }

    /// <summary>Where to POST a row.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>How long it took from the start of the process until its first answer.</summary>
    public TimeSpan ColdStart { get; private set; }

    /// <summary>The memory that the process started last has now.</summary>
    public long ResidentBytes
    {
        get
        {
            processes[^1].Refresh();
            return processes[^1].WorkingSet64;
        }
    }

    public static async Task<Target> BareAsync()
    {
        var target = new Target("bare Kestrel");
        var program = Environment.ProcessPath!;
        var started = Stopwatch.GetTimestamp();
        var url = await target.StartAsync(program, program.EndsWith("dotnet", StringComparison.Ordinal)
            ? [typeof(Target).Assembly.Location, "bare"]
            : ["bare"]);
        target.Url = new Uri(url, "/execute");
        target.ColdStart = Stopwatch.GetElapsedTime(started);
        return target;
    }

    /// <param name="row">What to execute on a deployment; null for none, and the URL is then that of the server.</param>
    /// <param name="network">The network to deploy.</param>
    /// <param name="core">The only processor that the node may use; null for all.</param>
    public static async Task<Target> EmbeddedAsync(string? row, string network = Network, int? core = null)
    {
        var target = new Target("embedded node") { network = network, core = core };
        target.data = Directory.CreateTempSubdirectory("inferno-benchmark-");
        await target.StartGatewayAsync(row, ["--Cluster:Mode=embedded"]);
        return target;
    }

    public static async Task<Target> SeparateAsync(string row)
    {
        var target = new Target("gateway + silo");
        target.data = Directory.CreateTempSubdirectory("inferno-benchmark-");
        string[] cluster =
        [
            "--Cluster:Mode=localhost", $"--Cluster:SiloPort={FreePort()}", $"--Cluster:GatewayPort={FreePort()}",
        ];
        target.Start("dotnet", [Program("Silo"), .. cluster, $"--Storage:DataDirectory={target.data.FullName}"]);
        await target.StartGatewayAsync(row, cluster);
        return target;
    }

    /// <summary>Silos, a replica on each, and a gateway, as <c>inferno cluster up</c> runs them.</summary>
    public static async Task<Target> ClusterAsync(string? row, int silos = 3)
    {
        var target = new Target($"gateway + {silos} silo{(silos > 1 ? "s" : string.Empty)} (PostgreSQL)") { stopsInOrder = true, data = Directory.CreateTempSubdirectory("inferno-benchmark-") };
        if (!OperatingSystem.IsWindows())
        {
            // PostgreSQL runs as another account when we are root, and has to reach its folder.
            target.data.UnixFileMode |= UnixFileMode.OtherExecute | UnixFileMode.GroupExecute;
        }

        var started = Stopwatch.GetTimestamp();
        var url = await target.StartAsync(
            "dotnet", [Program("Cli"), "cluster", "up", "--silos", $"{silos}", "--port", "0", "--json", "--data", Path.Combine(target.data.FullName, "cluster")]);
        await target.DeployAsync(url, row, replicas: silos, started);
        return target;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            if (stopsInOrder)
            {
                // It has processes of its own to stop before the folder can go.
                using var terminate = Process.Start("kill", ["-TERM", $"{process.Id}"]);
                await terminate.WaitForExitAsync();
            }
            else
            {
                process.Kill();
            }

            await process.WaitForExitAsync();
            process.Dispose();
        }

        data?.Delete(recursive: true);
    }

    private async Task StartGatewayAsync(string? row, string[] cluster)
    {
        var started = Stopwatch.GetTimestamp();
        var url = await StartAsync(
            "dotnet",
            [
                Program("Gateway.Api"), .. cluster, "--Gateway:Host=127.0.0.1", "--Gateway:Port=0", "--Gateway:ReadyLine=json",
                $"--Storage:DataDirectory={data!.FullName}",
            ]);
        await DeployAsync(url, row, replicas: 1, started);
    }

    private async Task DeployAsync(Uri url, string? row, int replicas, long started)
    {
        Url = url;
        if (row is null)
        {
            return;
        }

        using var client = new HttpClient { BaseAddress = url };
        await PostAsync(
            client, "/inferno/deploy/model",
            $$"""{"name":"benchmark","modelType":"classifier",{{network}},"outputSize":10,"seed":1,"replicas":{{replicas}}}""");
        await PostAsync(client, "/inferno/execute/benchmark", row);
        ColdStart = Stopwatch.GetElapsedTime(started);
        Url = new Uri(url, "/inferno/execute/benchmark");
    }

    private static async Task PostAsync(HttpClient client, string path, string body)
    {
        using var answer = await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Starts a process that says in a line of JSON where it listens.</summary>
    private async Task<Uri> StartAsync(string program, string[] arguments)
    {
        var line = await Start(program, arguments).StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"{Name} did not start.");
        using var ready = JsonDocument.Parse(line);
        return new Uri(ready.RootElement.GetProperty("url").GetString()!);
    }

    private Process Start(string program, string[] arguments)
    {
        // It becomes the program, so the process is that of the program.
        var (first, rest) = core is null ? (program, arguments) : ("taskset", ["-c", $"{core}", program, .. arguments]);
        var process = Process.Start(new ProcessStartInfo(first, rest) { RedirectStandardOutput = true })!;
        processes.Add(process);
        return process;
    }

    // …/artifacts/bin/Benchmarks/release/ → …/artifacts/bin/{project}/release/
    private static string Program(string project) => Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", project, "release", $"InfernoOrleans.{project}.dll"));

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
