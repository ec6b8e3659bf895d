using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace InfernoOrleans.Grains.Hosting;

/// <summary>
/// Stops the process when its standard input ends. The program that started it holds the other end of the pipe, and the operating
/// system closes that however the program ends.
/// </summary>
/// <param name="lifetime">Is told to stop.</param>
/// <param name="enabled">Whether to watch at all.</param>
public sealed class StandardInputWatch(IHostApplicationLifetime lifetime, bool enabled) : IHostedService
{
    /// <summary>How long the process may take to stop.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (enabled)
        {
            // A read of a pipe blocks and cannot be cancelled: its thread must hold up neither the start nor the end of the process.
            new Thread(Watch) { IsBackground = true, Name = nameof(StandardInputWatch) }.Start();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Watch()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[256];
        while (input.Read(ignored) > 0)
        {
        }

        lifetime.StopApplication();

        // Nobody is left who would end a process that cannot stop, say because its database went away with whoever started both.
        Thread.Sleep(Patience);
        Process.GetCurrentProcess().Kill();
    }
}
