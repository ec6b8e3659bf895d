using InfernoOrleans.Tests.Nodes;
using Xunit.Abstractions;

namespace InfernoOrleans.Tests.Reliability;

/// <summary>What a real <c>kill -9</c> of the embedded node means to what it is doing at that moment.</summary>
public sealed class LoadedNodeTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryDirectory data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task EmbeddedNode_Killed_LosesNoTask()
    {
        TaskLoad load;
        await using (var node = await EmbeddedNode.StartAsync(data.Path))
        {
            load = await TaskLoad.StartAsync([node.Client], retries: false);
            await Eventually.UntilAsync(() => Task.FromResult(load.Accepted >= 30));
            await node.Process.KillAsync();
            await load.StopAsync();
        }

        await using (var node = await EmbeddedNode.StartAsync(data.Path))
        {
            await load.AssertAllEndedAsync(node.Client, output);
        }
    }

    [Fact]
    public async Task EmbeddedNode_KilledInMidActivation_LeavesNoMemoryTwiceOrHalf()
    {
        // More memories than the test leaves with an agent: what is forgotten cannot be counted.
        const string Room = "--CivicAngel:MaxMemoriesPerAgent=50000";
        AngelLoad load;
        await using (var node = await EmbeddedNode.StartAsync(data.Path, Room))
        {
            load = AngelLoad.Start([node.Client], endsWithoutAnswer: true);
            await Eventually.UntilAsync(() => Task.FromResult(load.Answered >= 200));
            await node.Process.KillAsync();
            await load.StopAsync();
        }

        await using (var node = await EmbeddedNode.StartAsync(data.Path, Room))
        {
            await load.AssertAllKeptAsync(node.Client, output);
        }
    }
}
