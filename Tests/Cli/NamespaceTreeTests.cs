using InfernoOrleans.Tests.Gateway;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Cli;

/// <summary>The commands on a real node: the tree that REST shows.</summary>
[Collection(NamespaceTests.Name)]
public sealed class NamespaceTreeTests(SharedNode node)
{
    private const string Network = """ "modelType":"feedforward","inputSize":2,"hiddenSizes":[4],"outputSize":2,"seed":5 """;

    [Fact]
    public async Task Tree_WalkedByCommands_IsTheOneThatRestShows()
    {
        var id = await node.Client.DeployAsync("walked", Network);
        var seen = 0;
        var left = new Queue<string>(["/", "/models/walked", $"/proc/{id.Replace("deploy", "proc", StringComparison.Ordinal)}", "/data", "/compute/nodes", "/agents/emergent-1"]);
        while (left.TryDequeue(out var path))
        {
            var listed = await RunAsync("ls", "-l", path);
            var entries = (await node.Client.GetAsync(NamespaceRequests.Url(path, process: null) + "?limit=1000").ReadAsync()).AsArray();
            Assert.Equal(entries.Select(entry => entry!.Text("name")), Lines(await RunAsync("ls", path)));
            Assert.Equal(entries.Select(entry => entry!.Text("type")[0] == 'd'), Lines(listed).Select(line => line[0] == 'd'));
            AssertJson.Equal(entries.ToJsonString(), await RunAsync("ls", path, "--json"));
            foreach (var file in entries.Where(entry => entry!.Text("type") == "file").Select(entry => $"{path}/{entry!.Text("name")}"))
            {
                if (!file.EndsWith("/stats", StringComparison.Ordinal))
                {
                    Assert.Equal(await node.Client.CatAsync(file), await RunAsync("cat", file));
                }

                seen++;
            }
        }

        Assert.True(seen > 15, $"{seen} files");
    }

    [Fact]
    public async Task Echo_OfStop_StopsTheModel()
    {
        var id = await node.Client.DeployAsync("silenced", Network);

        Assert.Equal($"{id} is Stopped.\n", await RunAsync("echo", "stop", ">", "/models/silenced/ctl"));
        Assert.Equal("Stopped\n", await RunAsync("cat", $"/models/{id}/status"));
        Assert.Equal($"{id} is Running.\n", await RunAsync("sh", "-c", $"cd /models/{id}; echo start >ctl"));
        Assert.Equal("Running\n", await RunAsync("cat", "/models/silenced/status"));
        var expected = await node.Client.ExecuteAsync(id, "[0.5,-1]");
        Assert.Equal($"{string.Join(' ', expected)}\n", await RunAsync("echo", "0.5", "-1", "--to", "/models/silenced/data"));
    }

    [Fact]
    public async Task Mount_IntoAProcess_ShowsItThereAndInNs()
    {
        var id = await node.Client.DeployAsync("shown to it", Network);
        var process = (await node.Client.DeployAsync("viewer", Network)).Replace("deploy", "proc", StringComparison.Ordinal);

        await RunAsync("mkdir", "/m", "-p", process);
        await RunAsync("mount", $"#models/{id}", "/m", "-p", process);

        Assert.Equal("Running\n", await RunAsync("cat", "/m/status", "-p", process));
        Assert.Equal($"mount '#models/{id}' /m\nmount '#proc/{process}' /self\n", await RunAsync("ns", "-p", process));
        Assert.Equal(await RunAsync("ns", "-p", process), await RunAsync("cat", $"/proc/{process}/ns"));
        await RunAsync("unmount", "/m", "-p", process);
        Assert.Equal("m\nself\n", await RunAsync("ls", "-p", process));
        Assert.Equal("", await RunAsync("ls", "/m", "-p", process));
    }

    private async Task<string> RunAsync(params string[] line)
    {
        var run = await CommandRun.OfAsync([.. line, "--url", $"{node.Node.Url}"]);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', line)}: {run.Error}");
        return run.Output;
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
