using System.Diagnostics;
using System.Net;
using InfernoOrleans.Tests.Nodes;
using Xunit.Abstractions;

namespace InfernoOrleans.Tests.Reliability;

/// <summary>Three silos, two gateways and a database as real processes, killed, frozen and restarted under load.</summary>
[Collection(RunningAlone.Name)]
public sealed class ClusterTests(SharedCluster shared, ITestOutputHelper output)
{
    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(10);

    [PostgresFact]
    public Task Silos_KilledAtRandomUnderLoad_LoseNothing() => KillAtRandomAsync(kills: 2, seed: 2);

    [PostgresFact, Trait("Category", "Long")]
    public Task Silos_KilledAtRandomForTwoMinutesUnderLoad_LoseNothing() => KillAtRandomAsync(kills: 12, seed: 2);

    [PostgresFact]
    public Task Database_StoppedAndFrozenForAWhile_IsMissedByWritesOnly() => LoseDatabaseAsync(TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(10));

    [PostgresFact, Trait("Category", "Long")]
    public Task Database_StoppedAndFrozen_IsMissedByWritesOnly() => LoseDatabaseAsync(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(40));

    [PostgresFact, Trait("Category", "Long")]
    public async Task Silos_RestartedOneAfterAnotherUnderLoad_FailNoRequest()
    {
        await using var taken = await TakeAsync();
        var cluster = taken.Cluster;
        await using var load = await ExecuteLoad.StartAsync("replicated", cluster.Clients);
        for (var silo = 0; silo < cluster.Silos; silo++)
        {
            Assert.Equal(0, await cluster.Silo(silo).StopAsync());
            await cluster.StartSiloAsync(silo);
            await UntilAllAreReadyAsync(cluster);
        }

        await load.StopAsync();
        output.WriteLine($"{load}");
        Assert.Empty(load.Failures);
    }

    [PostgresFact, Trait("Category", "Long")]
    public async Task Silo_FrozenUnderLoad_IsReplaced()
    {
        await using var taken = await TakeAsync();
        var cluster = taken.Cluster;
        await using var load = await ExecuteLoad.StartAsync("replicated", cluster.Clients);
        var frozen = Stopwatch.StartNew();
        var thaw = Task.Delay(TimeSpan.FromSeconds(30));
        await cluster.Silo(1).SignalAsync("STOP");
        await UntilAsync(async patience => (await ActiveAsync(cluster, patience)).Count == cluster.Silos - 1);
        output.WriteLine($"The frozen silo was out after {frozen.Elapsed.TotalSeconds:0.0} s.");
        await thaw;
        await cluster.Silo(1).SignalAsync("CONT");

        // It finds itself voted out and ends; what supervises it starts it again.
        output.WriteLine($"It ended with {await cluster.Silo(1).ExitAsync()}, {frozen.Elapsed.TotalSeconds:0.0} s after it froze.");
        await cluster.StartSiloAsync(1);
        await UntilAllAreReadyAsync(cluster);
        await load.StopAsync();
        output.WriteLine($"{load}");
        Assert.Empty(load.Failures);
    }

    [PostgresFact]
    public async Task Silo_Killed_LeavesTheReplicasOfOthersAsTheyAre()
    {
        // Replicas that are moved to even out the load would be others, which have counted nothing yet.
        await using var cluster = await ClusterProcesses.StartAsync(silos: 3, gateways: 1, ("Deployments__MaxMovesPerMinute", "0"));
        var client = cluster.Clients[0];
        for (var i = 0; i < 12; i++)
        {
            await client.PostJsonAsync("/inferno/deploy/model", $$"""{"name":"kept-{{i}}","modelType":"mlp","inputSize":8,"outputSize":3,"seed":{{i}}}""").ReadAsync();
            await client.PostJsonAsync($"/inferno/execute/kept-{i}", ExecuteLoad.Row(8)).ReadAsync();
        }

        var killed = (await client.GetAsync("/inferno/cluster").ReadAsync()).AsArray().Single(silo => (string)silo!["name"]! == "silo-0");
        var address = (string)killed!["address"]!;
        var spared = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            var replica = (await client.GetAsync($"/inferno/deployments/kept-{i}/replicas").ReadAsync()).AsArray().Single();
            if ((string)replica!["silo"]! != address)
            {
                spared.Add($"kept-{i}");
            }
        }

        await cluster.Silo(0).KillAsync();
        await UntilAsync(async patience => (await ActiveAsync(cluster, patience)).Count == cluster.Silos - 1);
        Assert.NotEmpty(spared);
        var requests = new Dictionary<string, int>();
        foreach (var name in spared)
        {
            // A replica counts from its activation on.
            await client.PostJsonAsync($"/inferno/execute/{name}", ExecuteLoad.Row(8)).ReadAsync();
            requests[name] = (int)(await client.GetAsync($"/inferno/deployments/{name}/stats").ReadAsync())["requests"]!;
        }

        Assert.All(requests, each => Assert.Equal(2, each.Value));
    }

    private async Task KillAtRandomAsync(int kills, int seed)
    {
        await using var taken = await TakeAsync();
        var cluster = taken.Cluster;
        var random = new Random(seed);
        string churned;
        await using (var replicated = await ExecuteLoad.StartAsync("replicated", cluster.Clients))
        await using (var alone = await ExecuteLoad.StartAsync("alone", cluster.Clients))
        await using (var churn = DeploymentChurn.Start(cluster.Clients))
        {
            for (var kill = 0; kill < kills; kill++)
            {
                var victim = random.Next(cluster.Silos);
                output.WriteLine($"{DateTime.UtcNow:HH:mm:ss.fff} kill -9 silo-{victim}");
                await cluster.Silo(victim).KillAsync();
                await Task.WhenAll(cluster.StartSiloAsync(victim), Task.Delay(BetweenKills));
            }

            await UntilAllAreReadyAsync(cluster);
            await replicated.StopAsync();
            await alone.StopAsync();
            output.WriteLine($"{replicated}");
            output.WriteLine($"{alone}");
            churned = await churn.CheckAsync();
            output.WriteLine(churned);
            Assert.Empty(replicated.Failures);

            // While its only replica is being replaced requests wait; those that wait longer than their deadline fail, none is wrong.
            Assert.DoesNotContain(alone.Failures, failure => failure.Contains(" 200 ", StringComparison.Ordinal));
        }

        var before = await ExecuteAsync(cluster);
        var numbers = Enumerable.Range(0, cluster.Silos);
        await Task.WhenAll(numbers.Select(silo => cluster.Silo(silo).KillAsync()));
        await Task.WhenAll(numbers.Select(cluster.StartSiloAsync));
        await UntilAllAreReadyAsync(cluster);
        Assert.Equal(before, await ExecuteAsync(cluster));
    }

    private async Task LoseDatabaseAsync(TimeSpan stopped, TimeSpan frozen)
    {
        await using var taken = await TakeAsync();
        var cluster = taken.Cluster;
        await using var load = await ExecuteLoad.StartAsync("replicated", cluster.Clients);

        output.WriteLine($"{DateTime.UtcNow:HH:mm:ss.fff} the database is stopped");
        await cluster.Postgres.KillAsync();
        await RefuseWritesForAsync(cluster, stopped);
        await cluster.Postgres.StartAgainAsync();
        await UntilWritableAsync(cluster);

        output.WriteLine($"{DateTime.UtcNow:HH:mm:ss.fff} the database is frozen");
        await cluster.Postgres.SignalAsync("STOP");
        await RefuseWritesForAsync(cluster, frozen);
        await cluster.Postgres.SignalAsync("CONT");
        await UntilWritableAsync(cluster);

        await load.StopAsync();
        output.WriteLine($"{load}");
        Assert.Empty(load.Failures);
    }

    private async Task<TakenCluster> TakeAsync()
    {
        var taken = await shared.TakeAsync();
        var client = taken.Cluster.Clients[0];
        using var file = new ByteArrayContent(
            await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "samples", "digits", "digits-mlp.safetensors")));
        file.Headers.ContentType = new("application/octet-stream");
        await client.PostAsync("/inferno/models?name=digits", file).ReadAsync();
        await client.PostJsonAsync("/inferno/deploy/model", """{"name":"replicated","modelId":"digits","replicas":3}""").ReadAsync();
        await client.PostJsonAsync("/inferno/deploy/model", """{"name":"alone","modelId":"digits"}""").ReadAsync();
        var replicas = (await client.GetAsync("/inferno/deployments/replicated/replicas").ReadAsync()).AsArray();
        Assert.Equal(3, replicas.Select(replica => (string)replica!["silo"]!).Distinct().Count());
        return taken;
    }

    private static async Task<string> ExecuteAsync(ClusterProcesses cluster) =>
        (await cluster.Clients[0].PostJsonAsync("/inferno/execute/replicated", ExecuteLoad.Row(64)).ReadAsync()).ToJsonString();

    private static async Task RefuseWritesForAsync(ClusterProcesses cluster, TimeSpan duration)
    {
        using var over = new CancellationTokenSource(duration);
        while (!over.IsCancellationRequested)
        {
            using var answer = await DeployAsync(cluster.Clients[0]);
            Assert.True(answer.StatusCode is HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            Assert.NotNull(answer.Headers.RetryAfter);
            await Task.Delay(50);
        }
    }

    private static async Task UntilWritableAsync(ClusterProcesses cluster)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        foreach (var client in cluster.Clients)
        {
            while (true)
            {
                using var answer = await DeployAsync(client);
                if (answer.IsSuccessStatusCode)
                {
                    break;
                }

                await Task.Delay(200, patience.Token);
            }
        }
    }

    private static Task<HttpResponseMessage> DeployAsync(HttpClient client) =>
        client.PostJsonAsync("/inferno/deploy/model", """{"name":"written","modelType":"mlp","inputSize":8,"outputSize":3,"seed":1}""");

    /// <summary>Waits until every replica is back and answers, on a silo that lives.</summary>
    private static Task UntilAllAreReadyAsync(ClusterProcesses cluster) => UntilAsync(async patience =>
    {
        var active = await ActiveAsync(cluster, patience);
        var details = await cluster.Clients[0].GetAsync("/inferno/deployments/replicated", patience).ReadAsync();
        var replicas = (await cluster.Clients[0].GetAsync("/inferno/deployments/replicated/replicas", patience).ReadAsync()).AsArray();
        if (active.Count != cluster.Silos || (int)details["readyReplicas"]! != 3
            || !replicas.All(replica => active.Contains((string)replica!["silo"]!)))
        {
            return false;
        }

        await ExecuteAsync(cluster);
        return true;
    });

    /// <summary>The addresses of the silos that take part.</summary>
    private static async Task<HashSet<string>> ActiveAsync(ClusterProcesses cluster, CancellationToken cancellationToken) =>
        (await cluster.Clients[0].GetAsync("/inferno/cluster", cancellationToken).ReadAsync()).AsArray()
            .Where(silo => (string)silo!["status"]! == "Active").Select(silo => (string)silo!["address"]!).ToHashSet(StringComparer.Ordinal);

    private static async Task UntilAsync(Func<CancellationToken, Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            try
            {
                if (await condition(patience.Token))
                {
                    return;
                }
            }
            catch (Exception exception) when (exception is Xunit.Sdk.XunitException or HttpRequestException && !patience.IsCancellationRequested)
            {
                // Not yet.
            }

            await Task.Delay(200, patience.Token);
        }
    }
}
