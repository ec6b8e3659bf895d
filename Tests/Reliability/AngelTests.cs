using InfernoOrleans.Tests.Nodes;
using Xunit.Abstractions;

namespace InfernoOrleans.Tests.Reliability;

/// <summary>The Civic Angel on real processes that are killed while its agents answer.</summary>
[Collection(RunningAlone.Name)]
public sealed class AngelTests(SharedCluster shared, ITestOutputHelper output)
{
    [PostgresFact]
    public Task Silos_KilledInMidActivation_LeaveNoMemoryTwiceOrHalf() => KillAsync(kills: 2);

    [PostgresFact, Trait("Category", "Long")]
    public Task Silos_KilledInMidActivationForAMinute_LeaveNoMemoryTwiceOrHalf() => KillAsync(kills: 8);

    private async Task KillAsync(int kills)
    {
        await using var taken = await shared.TakeAsync();
        var cluster = taken.Cluster;
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

        await load.AssertAllKeptAsync(cluster.Clients[1], output);
    }

    /// <summary>Two advances at once, through two gateways and so from two silos, begin two phases, each time.</summary>
    private static async Task AdvanceAtOnceAsync(IReadOnlyList<HttpClient> clients)
    {
        string[] phases = ["Silence", "Breath", "Naming", "Singing", "Mirroring", "Dissolution"];
        var first = Array.IndexOf(phases, (string?)(await clients[0].GetAsync("/civic-angel/lifecycle").ReadAsync())["currentPhase"]);
        for (var round = 0; round < 12; round++)
        {
            var begun = await Task.WhenAll(clients.Select(client => client.PostAsync("/civic-angel/lifecycle/advance", null).ReadAsync()));
            string[] expected = [phases[(first + (2 * round) + 1) % phases.Length], phases[(first + (2 * round) + 2) % phases.Length]];
            Assert.Equal(expected.Order(), begun.Select(answer => (string)answer["currentPhase"]!).Order());
        }
    }
}
