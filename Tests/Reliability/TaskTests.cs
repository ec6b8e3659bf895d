using InfernoOrleans.Tests.Nodes;
using Xunit.Abstractions;

namespace InfernoOrleans.Tests.Reliability;

/// <summary>Tasks on real processes that are killed, frozen and cut off from their database: each ends once, with the right answer.</summary>
[Collection(RunningAlone.Name)]
public sealed class TaskTests(SharedCluster shared, ITestOutputHelper output)
{
    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(10);

    [PostgresFact]
    public Task Silos_KilledAtRandom_LoseNoTask() => KillAtRandomAsync(kills: 2);

    [PostgresFact, Trait("Category", "Long")]
    public Task Silos_KilledAtRandomForTwoMinutes_LoseNoTask() => KillAtRandomAsync(kills: 12);

    [PostgresFact, Trait("Category", "Long")]
    public async Task Database_FrozenForFortySeconds_LosesNoTask()
    {
        await using var taken = await shared.TakeAsync();
        var cluster = taken.Cluster;
        await using var load = await TaskLoad.StartAsync(cluster.Clients);
        await Task.Delay(TimeSpan.FromSeconds(5));
        await cluster.Postgres.SignalAsync("STOP");
        await Task.Delay(TimeSpan.FromSeconds(40));
        await cluster.Postgres.SignalAsync("CONT");
        await Task.Delay(TimeSpan.FromSeconds(5));
        await load.AssertAllEndedAsync(cluster.Clients[0], output);
    }

    [PostgresFact, Trait("Category", "Long")]
    public async Task Silo_FrozenAndThawed_RunsItsTasksForNothing()
    {
        await using var taken = await shared.TakeAsync();
        var cluster = taken.Cluster;
        await using var load = await TaskLoad.StartAsync(cluster.Clients);
        await Task.Delay(TimeSpan.FromSeconds(5));
        await cluster.Silo(1).SignalAsync("STOP");
        await Task.Delay(TimeSpan.FromSeconds(20));
        await cluster.Silo(1).SignalAsync("CONT");
        output.WriteLine($"The thawed silo ended with {await cluster.Silo(1).ExitAsync()}.");
        await cluster.StartSiloAsync(1);
        await load.AssertAllEndedAsync(cluster.Clients[0], output);
    }

    private async Task KillAtRandomAsync(int kills)
    {
        await using var taken = await shared.TakeAsync();
        var cluster = taken.Cluster;
        var deployment = await DeployAsync(cluster.Clients[0]);
        var random = new Random(kills);
        await using var executes = await ExecuteLoad.StartAsync("digits", cluster.Clients);
        await using var load = await TaskLoad.StartAsync(cluster.Clients, deployment);
        for (var kill = 0; kill < kills; kill++)
        {
            await Task.Delay(TimeSpan.FromSeconds(2));
            var victim = random.Next(cluster.Silos);
            output.WriteLine($"{DateTime.UtcNow:HH:mm:ss.fff} kill -9 silo-{victim}, {load.Accepted} tasks accepted");
            await cluster.Silo(victim).KillAsync();
            await Task.WhenAll(cluster.StartSiloAsync(victim), Task.Delay(BetweenKills - TimeSpan.FromSeconds(2)));
        }

        await executes.StopAsync();
        output.WriteLine($"{executes}");
        output.WriteLine($"{DateTime.UtcNow:HH:mm:ss.fff} kill -9 of all silos, {load.Accepted} tasks accepted");
        var numbers = Enumerable.Range(0, cluster.Silos);
        await Task.WhenAll(numbers.Select(silo => cluster.Silo(silo).KillAsync()));
        await Task.WhenAll(numbers.Select(cluster.StartSiloAsync));
        await load.AssertAllEndedAsync(cluster.Clients[0], output);
        Assert.Empty(executes.Failures);
    }

    /// <returns>The id of a deployment of the digits.</returns>
    private static async Task<string> DeployAsync(HttpClient client)
    {
        using var file = new ByteArrayContent(
            await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "samples", "digits", "digits-mlp.safetensors")));
        file.Headers.ContentType = new("application/octet-stream");
        await client.PostAsync("/inferno/models?name=digits", file).ReadAsync();
        return (string)(await client.PostJsonAsync("/inferno/deploy/model", """{"name":"digits","modelId":"digits","replicas":3}""").ReadAsync())["deploymentId"]!;
    }
}
