using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Hosting;

/// <summary>
/// Stops the process when its standard input ends. The program that started it holds the other end of the pipe, and the operating
/// system closes that however the program ends.
/// </summary>
internal sealed class StandardInputWatch(IHostApplicationLifetime lifetime, IOptions<GatewayOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.ExitWithStandardInput)
        {
            // A read of a pipe blocks and cannot be cancelled: its thread must hold up neither the start nor the end of the process.
            new Thread(Watch) { IsBackground = true, Name = nameof(StandardInputWatch) }.Start();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Watch()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[256];
        while (input.Read(ignored) > 0)
        {
        }

        lifetime.StopApplication();
    }
}
