using InfernoOrleans.Grains.Hosting;
using InfernoOrleans.Grains.Telemetry;
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
            builder.Logging.UseStandardError();
            var options = ClusterOptions.From(builder.Configuration);
            if (options.Mode == ClusterMode.Embedded)
            {
                await Console.Error.WriteLineAsync(
                    "A silo process needs Cluster:Mode=localhost, or a Cluster:ConnectionString; an embedded silo is part of its gateway.");
                return WrongConfiguration;
            }

            var process = SiloProcessOptions.From(builder.Configuration);
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = process.ShutdownTimeout);
            builder.AddInfernoTelemetry(TelemetryRegistration.Silo, options.SiloName, isScraped: process.HttpPort > 0);
            if (process.HttpPort > 0)
            {
                builder.Services.AddSingleton<SiloReadiness>();
                builder.Services.AddHostedService<SiloHttp>();
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
            host.Services.BeginTelemetry();
            InfernoSilo.RequireStore(host.Services);
            await host.RunAsync();
            return Stopped;
        }
        catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"{exception.Message} Choose another with Silo:HttpPort.");
            return WrongConfiguration;
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
