using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Reliability;

/// <summary>What takes longer than a test run should: <c>./test.sh --long</c>.</summary>
[Trait("Category", "Long")]
public sealed class LongTests : IDisposable
{
    private const string Row = """{"data":[0.1,-0.2,0.3,-0.4,0.5,-0.6,0.7,-0.8]}""";

    private readonly TemporaryDirectory data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task Kill_AgainAndAgainUnderLoad_LosesNothingThatWasConfirmed()
    {
        var confirmed = new ConcurrentDictionary<string, string>();
        var deleted = new ConcurrentDictionary<string, bool>();
        for (var round = 0; round < 15; round++)
        {
            await using var node = await EmbeddedNode.StartAsync(data.Path);
            await AssertAllThereAsync(node, confirmed, deleted);
            var enough = new TaskCompletionSource();
            var done = 0;
            var loops = Enumerable.Range(0, 6).Select(loop => Task.Run(async () =>
            {
                try
                {
                    for (var i = 0; ; i++)
                    {
                        var body = $$"""{"name":"l{{round}}-{{loop}}-{{i}}","modelType":"mlp","inputSize":8,"outputSize":3}""";
                        var id = (string)(await node.Client.PostJsonAsync("/inferno/deploy/model", body).ReadAsync())["deploymentId"]!;
                        confirmed[id] = (await node.Client.PostJsonAsync($"/inferno/execute/{id}", Row).ReadAsync()).ToJsonString();
                        if (i % 3 == 0)
                        {
                            // From here on its end may happen unconfirmed.
                            confirmed.TryRemove(id, out _);
                            await node.Client.DeleteAsync($"/inferno/deployments/{id}").ReadAsync();
                            deleted[id] = true;
                        }

                        if (Interlocked.Increment(ref done) == 40)
                        {
                            enough.TrySetResult();
                        }
                    }
                }
                catch (HttpRequestException)
                {
                    // Killed.
                }
            })).ToArray();
            await enough.Task;
            await node.Process.KillAsync();
            await Task.WhenAll(loops);
        }

        await using var last = await EmbeddedNode.StartAsync(data.Path);
        await AssertAllThereAsync(last, confirmed, deleted);
    }

    [Fact]
    public async Task DeployExecuteDelete_TwoHundredTimes_KeepsResidentMemoryFlat()
    {
        const int ModelBytes = 64 << 20;
        await using var node = await EmbeddedNode.StartAsync(data.Path, "--Weights:Linger=00:00:00");
        var row = $$"""{"data":[{{string.Join(',', Enumerable.Repeat("0.5", 2_048))}}]}""";
        long early = 0;
        for (var cycle = 1; cycle <= 200; cycle++)
        {
            // 2048 × 8192 weights are 64 MB; the seed keeps it one artifact.
            var answer = await node.Client.PostJsonAsync(
                "/inferno/deploy/model",
                """{"name":"cycle","modelType":"feedforward","inputSize":2048,"hiddenSizes":[8191],"outputSize":1,"seed":1}""").ReadAsync();
            await node.Client.PostJsonAsync("/inferno/execute/cycle", row).ReadAsync();
            await node.Client.DeleteAsync($"/inferno/deployments/{answer["deploymentId"]}").ReadAsync();
            if (cycle == 20)
            {
                early = ResidentBytes(node);
            }
        }

        var grown = ResidentBytes(node) - early;
        Assert.True(grown < ModelBytes, $"Resident memory grew by {grown:N0} bytes from cycle 20 to 200.");
    }

    private static async Task AssertAllThereAsync(
        EmbeddedNode node, ConcurrentDictionary<string, string> confirmed, ConcurrentDictionary<string, bool> deleted)
    {
        var list = (JsonArray)await node.Client.GetAsync("/inferno/deployments").ReadAsync();
        var found = list.Select(item => (string)item!["id"]!).ToHashSet();
        Assert.Empty(confirmed.Keys.Except(found));
        Assert.Empty(deleted.Keys.Intersect(found));
        foreach (var (id, answer) in confirmed)
        {
            Assert.Equal(answer, (await node.Client.PostJsonAsync($"/inferno/execute/{id}", Row).ReadAsync()).ToJsonString());
        }
    }

    private static long ResidentBytes(EmbeddedNode node) =>
        long.Parse(
            File.ReadLines($"/proc/{node.Process.Id}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) * 1_024;
}
