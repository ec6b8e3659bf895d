using InfernoOrleans.Tests.Nodes;
using Xunit.Abstractions;

namespace InfernoOrleans.Tests.Reliability;

/// <summary>The Civic Angel on real processes that are killed while its agents answer.</summary>
[Collection(RunningAlone.Name)]
public sealed class AngelTests(ITestOutputHelper output)
{
    /// <summary>More than the tests leave with an agent: what is forgotten cannot be counted.</summary>
    private const string MaxMemoriesPerAgent = "50000";

    [PostgresFact]
    public Task Silos_KilledInMidActivation_LeaveNoMemoryTwiceOrHalf() => KillAsync(kills: 2);

    [PostgresFact, Trait("Category", "Long")]
    public Task Silos_KilledInMidActivationForAMinute_LeaveNoMemoryTwiceOrHalf() => KillAsync(kills: 8);

    [Fact]
    public async Task EmbeddedNode_KilledInMidActivation_LeavesNoMemoryTwiceOrHalf()
    {
        using var data = new TemporaryDirectory();
        AngelLoad load;
        await using (var node = await EmbeddedNode.StartAsync(data.Path, $"--CivicAngel:MaxMemoriesPerAgent={MaxMemoriesPerAgent}"))
        {
            load = AngelLoad.Start([node.Client], endsWithoutAnswer: true);
            await Task.Delay(TimeSpan.FromSeconds(2));
            await node.Process.KillAsync();
            await load.StopAsync();
        }

        await using (var node = await EmbeddedNode.StartAsync(data.Path, $"--CivicAngel:MaxMemoriesPerAgent={MaxMemoriesPerAgent}"))
        {
            await CheckAsync(load, node.Client);
        }
    }

    private async Task KillAsync(int kills)
    {
        await using var cluster = await ClusterProcesses.StartAsync(silos: 3, gateways: 2, ("CivicAngel__MaxMemoriesPerAgent", MaxMemoriesPerAgent));
        await AdvanceAtOnceAsync(cluster.Clients);

        await using var load = AngelLoad.Start(cluster.Clients);
        for (var kill = 0; kill < kills; kill++)
        {
            await Task.Delay(TimeSpan.FromSeconds(2));
            output.WriteLine($"{DateTime.UtcNow:HH:mm:ss.fff} kill -9 silo-{kill % cluster.Silos}; {load}");
            await cluster.Silo(kill % cluster.Silos).KillAsync();
            await Task.Delay(TimeSpan.FromSeconds(4));
            await cluster.StartSiloAsync(kill % cluster.Silos);
        }

        await load.StopAsync();
        await CheckAsync(load, cluster.Clients[1]);
    }

    /// <summary>Two advances at once, through two gateways and so from two silos, begin two phases, each time.</summary>
    private static async Task AdvanceAtOnceAsync(IReadOnlyList<HttpClient> clients)
    {
        string[] phases = ["Silence", "Breath", "Naming", "Singing", "Mirroring", "Dissolution"];
        for (var round = 0; round < 12; round++)
        {
            var begun = await Task.WhenAll(clients.Select(client => client.PostAsync("/civic-angel/lifecycle/advance", null).ReadAsync()));
            string[] expected = [phases[((2 * round) + 1) % phases.Length], phases[((2 * round) + 2) % phases.Length]];
            Assert.Equal(expected.Order(), begun.Select(answer => (string)answer["currentPhase"]!).Order());
        }
    }

    private async Task CheckAsync(AngelLoad load, HttpClient client)
    {
        var wrong = await load.CheckAsync(client);
        output.WriteLine($"{load}; {wrong.Count} wrong, {load.Unclear.Count} unclear; {await client.GetStringAsync("/civic-angel/info")}");
        Assert.Empty(wrong);
        Assert.Empty(load.Unclear);
        Assert.Contains("OK", load.ToString(), StringComparison.Ordinal);
    }
}
