using InfernoOrleans.Grains.Hosting;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Silo;

/// <summary>Runs one silo until it is told to stop. Gateways are processes of their own.</summary>
internal static class SiloProgram
{
    private const int Stopped = 0;
    private const int Failed = 1;
    private const int WrongConfiguration = 2;

    /// <returns>The exit code: 0 after a graceful stop, 2 when it cannot run as it was configured.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
            {
                Args = args,
                ContentRootPath = AppContext.BaseDirectory,
            });
            builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
            var options = ClusterOptions.From(builder.Configuration);
            if (options.Mode == ClusterMode.Embedded)
            {
                await Console.Error.WriteLineAsync(
                    "A silo process needs Cluster:Mode=localhost, or a Cluster:ConnectionString; an embedded silo is part of its gateway.");
                return WrongConfiguration;
            }

            builder.Services.AddClusterOptions();
            builder.Services.AddOptions<SiloProcessOptions>().BindConfiguration(SiloProcessOptions.Section).ValidateOnStart();
            builder.Services.AddSingleton<IValidateOptions<SiloProcessOptions>, SiloProcessOptionsValidator>();
            builder.Services.AddHostedService<ReadyLine>();
            builder.Services.AddHostedService(services => new StandardInputWatch(
                services.GetRequiredService<IHostApplicationLifetime>(),
                services.GetRequiredService<IOptions<SiloProcessOptions>>().Value.ExitWithStandardInput));
            builder.UseOrleans(silo => silo.AddInferno().UseCluster(options));
            using var host = builder.Build();
            InfernoSilo.RequireStore(host.Services);
            await host.RunAsync();
            return Stopped;
        }
        catch (Exception exception) when (StartFailure.Explain(exception) is { } explanation)
        {
            await Console.Error.WriteLineAsync(explanation);
            return WrongConfiguration;
        }
        catch (OperationCanceledException)
        {
            // Told to stop while it was starting.
            return Stopped;
        }
        catch (Exception exception)
        {
            await Console.Error.WriteLineAsync($"The silo failed: {exception}");
            return Failed;
        }
    }
}
