using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Hosting;

/// <summary>
/// Stops the process when its standard input ends. The program that started it holds the other end of the pipe, and the operating
/// system closes that however the program ends.
/// </summary>
internal sealed class StandardInputWatch(IHostApplicationLifetime lifetime, IOptions<GatewayOptions> options) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.ExitWithStandardInput)
        {
            return;
        }

        // Reading a pipe blocks: not on the thread that starts the host.
        await Task.Yield();
        await using var input = Console.OpenStandardInput();
        var ignored = new byte[256];
        while (await input.ReadAsync(ignored, stoppingToken) > 0)
        {
        }

        lifetime.StopApplication();
    }
}
