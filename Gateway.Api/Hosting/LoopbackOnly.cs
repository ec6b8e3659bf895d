using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace InfernoOrleans.Gateway.Api.Hosting;

/// <summary>Without API keys everyone who reaches the gateway may do everything, so it listens on loopback only.</summary>
internal static class LoopbackOnly
{
    /// <summary>Makes every endpoint of the server, wherever it was configured, a loopback one.</summary>
    /// <exception cref="ConfigurationException">One is not; thrown when the server starts.</exception>
    public static void Enforce(KestrelServerOptions server) =>
        server.ConfigureEndpointDefaults(endpoint =>
        {
            if (endpoint.IPEndPoint is { } address && !IPAddress.IsLoopback(address.Address))
            {
                throw Refused(address.ToString());
            }
        });

    /// <summary>Listens where the options say.</summary>
    /// <exception cref="ConfigurationException">The host is not on loopback.</exception>
    public static void Listen(KestrelServerOptions server, GatewayOptions options)
    {
        if (options.Host == "localhost" && options.Port != 0)
        {
            server.ListenLocalhost(options.Port);
            return;
        }

        var address = options.Host == "localhost" ? IPAddress.Loopback
            : IPAddress.TryParse(options.Host.Trim('[', ']'), out var parsed) && IPAddress.IsLoopback(parsed) ? parsed
            : throw Refused(options.Host);
        server.Listen(address, options.Port);
    }

    private static ConfigurationException Refused(string address) => new(
        $"The gateway will not listen on {address}: there are no API keys, so only this machine may reach it. Use localhost, 127.0.0.1 or ::1.");
}
