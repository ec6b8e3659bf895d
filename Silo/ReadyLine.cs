using System.Text.Json;
using InfernoOrleans.Grains.Hosting;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Silo;

/// <summary>Tells on standard output, once, that grains can be called. Logs go to standard error.</summary>
internal sealed class ReadyLine(
    IHostApplicationLifetime lifetime, IOptions<SiloProcessOptions> options, IOptions<ClusterOptions> cluster) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Print);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Print()
    {
        var silo = cluster.Value.SiloName;
        switch (options.Value.ReadyLine)
        {
            case ReadyLineFormat.Json:
                Console.Out.WriteLine(JsonSerializer.Serialize(new { @event = "ready", silo, pid = Environment.ProcessId }));
                break;
            case ReadyLineFormat.Text:
                Console.Out.WriteLine($"Silo {silo} is ready.");
                break;
        }

        Console.Out.Flush();
    }
}
