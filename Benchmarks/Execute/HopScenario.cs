using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using InfernoOrleans.Benchmarks.Cluster;
using InfernoOrleans.Grains.Interfaces.Cluster;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using Orleans.Configuration;

namespace InfernoOrleans.Benchmarks.Execute;

/// <summary>
/// What a second hop costs: a client that is connected to one of three silos calls a replica there, and one on another silo, to which the
/// first has to pass the calls on. Both take turns in every round; figures are medians of the rounds. Two of three calls of a grain in three
/// silos are of the second kind; our gateways call a replica's silo through its own gateway, so that executes are of the first.
/// </summary>
internal static class HopScenario
{
    private static readonly byte[] Row = MemoryMarshal.AsBytes<float>([.. Enumerable.Range(0, 784).Select(i => i * 37 % 1000 / 1000f)]).ToArray();

    public static async Task<int> RunAsync(string[] options)
    {
        var rounds = ExecuteScenario.Option(options, "--rounds", 3);
        var duration = TimeSpan.FromSeconds(ExecuteScenario.Option(options, "--seconds", 4));
        await using var cluster = await SiloProcesses.StartAsync(busyThreads: 0);
        using var client = await ConnectAsync(cluster);
        var (near, far) = await DeployAsync(cluster, client.Services.GetRequiredService<IGrainFactory>());
        Console.WriteLine("| replica | calls at a time | calls/s | p50 ms | p99 ms |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var callers in new[] { 1, 16 })
        {
            List<Run> here = [], there = [];
            for (var round = 0; round <= rounds; round++)
            {
                var (first, second) = (await CallAsync(near, callers, duration), await CallAsync(far, callers, duration));
                if (round > 0)
                {
                    // The first round warms up.
                    here.Add(first);
                    there.Add(second);
                }
            }

            Print("on the silo of the connection", callers, here);
            Print("behind it", callers, there);
        }

        await client.StopAsync();
        return 0;
    }

    private static async Task<IHost> ConnectAsync(SiloProcesses cluster)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client =>
        {
            client.UseStaticClustering(cluster.FirstGateway);
            client.Configure<ClusterOptions>(identity => identity.ClusterId = identity.ServiceId = "inferno");
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>A replica on each silo.</summary>
    private static async Task<(IModelReplicaGrain Near, IModelReplicaGrain Far)> DeployAsync(SiloProcesses cluster, IGrainFactory grains)
    {
        var network = new NetworkSpec("classifier", 784, [128, 64], 10, null, null, null, Seed: 1);
        var answer = await cluster.Grains.GetGrain<IDeploymentIntakeGrain>(0).DeployAsync(
            new DeployCommand("benchmark", network, null, null, TimeSpan.FromMinutes(1), Replicas: new ReplicaRange(3, 3)), CancellationToken.None);
        var replicas = await cluster.Grains.GetGrain<IDeploymentGrain>(answer.Id.ToString()).ListReplicasAsync(CancellationToken.None);
        var silos = await cluster.Grains.GetGrain<IClusterGrain>(0).DescribeAsync(CancellationToken.None);
        var first = silos.Single(silo => silo.Name == SiloProcesses.First).Address;
        IModelReplicaGrain Of(ReplicaInfo replica) => grains.GetGrain<IModelReplicaGrain>(replica.Id.ToString());
        return (Of(replicas.First(replica => replica.Silo == first)), Of(replicas.First(replica => replica.Silo != first)));
    }

    private static async Task<Run> CallAsync(IModelReplicaGrain replica, int callers, TimeSpan duration)
    {
        var begun = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var own = new List<double>();
            while (Stopwatch.GetElapsedTime(begun) < duration)
            {
                var sent = Stopwatch.GetTimestamp();
                await replica.ExecuteAsync(new InferenceRequest(Row, TimeSpan.FromSeconds(10)), CancellationToken.None);
                own.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }

            return own;
        })));
        var all = latencies.SelectMany(each => each).Order().ToArray();
        return new Run(all.Length / Stopwatch.GetElapsedTime(begun).TotalSeconds, all[all.Length / 2], all[all.Length * 99 / 100]);
    }

    private static void Print(string replica, int callers, List<Run> runs) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {replica} | {callers} | {ExecuteScenario.Median(runs.Select(run => run.CallsPerSecond)):N0} | {ExecuteScenario.Median(runs.Select(run => run.P50)):F3} | {ExecuteScenario.Median(runs.Select(run => run.P99)):F2} |"));

    private sealed record Run(double CallsPerSecond, double P50, double P99);
}
