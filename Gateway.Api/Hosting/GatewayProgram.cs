using System.Net.Sockets;
using InfernoOrleans.Grains.Hosting;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Hosting;

/// <summary>Runs the gateway until it is told to stop.</summary>
internal static class GatewayProgram
{
    private const int Stopped = 0;
    private const int Failed = 1;
    private const int WrongConfiguration = 2;

    /// <returns>The exit code: 0 after a graceful stop, 2 when it cannot run as it was configured.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = GatewayHost.Create(args);
            if (app.Services.GetRequiredService<IOptions<ClusterOptions>>().Value.Mode == ClusterMode.Embedded)
            {
                InfernoSilo.RequireStore(app.Services);
            }

            await app.RunAsync();
            return Stopped;
        }
        catch (Exception exception) when (Explain(exception) is { } explanation)
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
            await Console.Error.WriteLineAsync($"The gateway failed: {exception}");
            return Failed;
        }
    }

    private static string? Explain(Exception exception) => exception switch
    {
        ConfigurationException => exception.Message,
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } =>
            $"{exception.Message} Choose another with --port (Gateway:Port).",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable or SocketError.AccessDenied } =>
            $"The gateway cannot listen where Gateway:Host and Gateway:Port say: {exception.Message.TrimEnd('.')}.",
        _ => StartFailure.Explain(exception),
    };
}
