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

    /// <summary>Checks addresses that were configured in the server's own ways, before anything starts.</summary>
    /// <exception cref="ConfigurationException">One is not on loopback, or is no address.</exception>
    public static void CheckAddresses(IConfiguration configuration)
    {
        var urls = configuration[WebHostDefaults.ServerUrlsKey]?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [];
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>();
        foreach (var address in urls.Concat(endpoints))
        {
            if (!IsLoopback(address))
            {
                throw Refused(address);
            }
        }
    }

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

    private static bool IsLoopback(string address)
    {
        try
        {
            var parsed = BindingAddress.Parse(address);
            return parsed.IsUnixPipe || parsed.IsNamedPipe || parsed.Host == "localhost"
                || (IPAddress.TryParse(parsed.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
        }
        catch (FormatException exception)
        {
            throw new ConfigurationException($"'{address}' is no address to listen on: {exception.Message}");
        }
    }

    private static ConfigurationException Refused(string address) => new(
        $"The gateway will not listen on {address}: there are no API keys, so only this machine may reach it. Use localhost, 127.0.0.1 or ::1.");
}
