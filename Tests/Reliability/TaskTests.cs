using System.Diagnostics;
using InfernoOrleans.Tests.Nodes;
using Xunit.Abstractions;

namespace InfernoOrleans.Tests.Reliability;

/// <summary>Tasks on real processes that are killed, frozen and cut off from their database: each ends once, with the right answer.</summary>
[Collection(RunningAlone.Name)]
public sealed class TaskTests(ITestOutputHelper output)
{
    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [PostgresFact]
    public Task Silos_KilledAtRandom_LoseNoTask() => KillAtRandomAsync(kills: 2);

    [PostgresFact, Trait("Category", "Long")]
    public Task Silos_KilledAtRandomForTwoMinutes_LoseNoTask() => KillAtRandomAsync(kills: 12);

    [PostgresFact, Trait("Category", "Long")]
    public async Task Database_FrozenForFortySeconds_LosesNoTask()
    {
        await using var cluster = await ClusterProcesses.StartAsync(silos: 3, gateways: 2);
        await using var load = TaskLoad.Start(cluster.Clients);
        await Task.Delay(TimeSpan.FromSeconds(5));
        await cluster.Postgres.SignalAsync("STOP");
        await Task.Delay(TimeSpan.FromSeconds(40));
        await cluster.Postgres.SignalAsync("CONT");
        await Task.Delay(TimeSpan.FromSeconds(5));
        await CheckAsync(load, cluster.Clients[0]);
    }

    [PostgresFact, Trait("Category", "Long")]
    public async Task Silo_FrozenAndThawed_RunsItsTasksForNothing()
    {
        await using var cluster = await ClusterProcesses.StartAsync(silos: 3, gateways: 2);
        await using var load = TaskLoad.Start(cluster.Clients);
        await Task.Delay(TimeSpan.FromSeconds(5));
        await cluster.Silo(1).SignalAsync("STOP");
        await Task.Delay(TimeSpan.FromSeconds(20));
        await cluster.Silo(1).SignalAsync("CONT");
        output.WriteLine($"The thawed silo ended with {await cluster.Silo(1).ExitAsync()}.");
        await cluster.StartSiloAsync(1);
        await CheckAsync(load, cluster.Clients[0]);
    }

    [Fact]
    public async Task EmbeddedNode_Killed_LosesNoTask()
    {
        using var data = new TemporaryDirectory();
        TaskLoad load;
        await using (var node = await EmbeddedNode.StartAsync(data.Path))
        {
            load = TaskLoad.Start([node.Client], retries: false);
            await Task.Delay(TimeSpan.FromSeconds(3));
            await node.Process.KillAsync();
            await load.StopAsync();
        }

        await using (var node = await EmbeddedNode.StartAsync(data.Path))
        {
            await CheckAsync(load, node.Client);
        }
    }

    private async Task KillAtRandomAsync(int kills)
    {
        await using var cluster = await ClusterProcesses.StartAsync(silos: 3, gateways: 2);
        await DeployAsync(cluster.Clients[0]);
        var random = new Random(kills);
        await using var executes = await ExecuteLoad.StartAsync("digits", cluster.Clients);
        await using var load = TaskLoad.Start(cluster.Clients, "deploy-1");
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
        await CheckAsync(load, cluster.Clients[0]);
        Assert.Empty(executes.Failures);
    }

    private async Task CheckAsync(TaskLoad load, HttpClient client)
    {
        await load.StopAsync();
        var waiting = Stopwatch.StartNew();
        var wrong = await load.CheckAsync(client, Patience);
        var stats = await client.GetAsync("/inferno/compute/stats").ReadAsync();
        output.WriteLine($"{load.Accepted} tasks accepted, all ended {waiting.Elapsed.TotalSeconds:0.0} s after the last; {wrong.Count} wrong; {stats.ToJsonString()}");
        Assert.Empty(wrong);

        // Each is counted when its result is recorded: none was recorded twice.
        Assert.Equal(0, (int)stats["failedTasks"]!);
        Assert.Equal((int)stats["totalTasks"]!, (int)stats["completedTasks"]!);
        Assert.InRange((int)stats["totalTasks"]!, load.Accepted, load.Accepted + load.Unconfirmed);
        Assert.True(load.Accepted > 0);
    }

    private static async Task DeployAsync(HttpClient client)
    {
        using var file = new ByteArrayContent(
            await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "samples", "digits", "digits-mlp.safetensors")));
        file.Headers.ContentType = new("application/octet-stream");
        await client.PostAsync("/inferno/models?name=digits", file).ReadAsync();
        await client.PostJsonAsync("/inferno/deploy/model", """{"name":"digits","modelId":"digits","replicas":3}""").ReadAsync();
    }
}
