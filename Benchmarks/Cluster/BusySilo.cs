using InfernoOrleans.Grains.Hosting;

namespace InfernoOrleans.Benchmarks.Cluster;

/// <summary>
/// A silo process as <c>Silo</c> makes it, with the benchmark's grains beside ours, and with threads that compute all the time, if asked for:
/// the silo's other work, which counts as its process's.
/// </summary>
internal static class BusySilo
{
    public const string Scenario = "silo";
    public const string BusyThreads = "BusyThreads";

    public static async Task<int> RunAsync(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Services.AddClusterOptions();
        builder.Services.AddHostedService(services => new StandardInputWatch(services.GetRequiredService<IHostApplicationLifetime>(), enabled: true));
        builder.UseOrleans(silo => silo.AddInferno().UseCluster(ClusterOptions.From(builder.Configuration)));
        using var host = builder.Build();
        InfernoSilo.RequireStore(host.Services);
        for (var thread = 0; thread < builder.Configuration.GetValue<int>(BusyThreads); thread++)
        {
            new Thread(Compute) { IsBackground = true }.Start();
        }

        await host.StartAsync();
        await Console.Out.WriteLineAsync("ready");
        await host.WaitForShutdownAsync();
        return 0;
    }

    private static void Compute()
    {
        for (var x = 1.0; ; x = Math.Sqrt(x + 1))
        {
            Thread.SpinWait(1);
        }
    }
}
