using System.Net;
using InfernoOrleans.Gateway.Api.Keys;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace InfernoOrleans.Gateway.Api.Hosting;

/// <summary>
/// Where the gateway listens, and what that asks for. Without API keys everyone who reaches it may do everything, so off loopback it needs keys,
/// unless it was said that it does not.
/// </summary>
internal sealed class Listening
{
    private const string AllHosts = "*";

    private static readonly string[] LoopbackNames = ["localhost", "127.0.0.1", "[::1]"];

    private readonly GatewayOptions options;
    private readonly IPAddress? address;
    private readonly bool mayBeOpen;

    private Listening(GatewayOptions options, GatewayKeyOptions keys, IReadOnlyList<string> configured)
    {
        this.options = options;
        address = options.Host is "localhost" ? IPAddress.Loopback : options.Host is AllHosts ? null : Parse(options.Host);
        mayBeOpen = keys.Insecure;
        OffLoopback = configured.FirstOrDefault(one => !IsLoopback(one)) ?? (address is { } one && IPAddress.IsLoopback(one) ? null : options.Host);
        NeedsKeys = keys.Required ?? (OffLoopback is not null && !keys.Insecure);
        if (keys is { Required: true, Insecure: true })
        {
            throw new ConfigurationException("Keys:Required and Keys:Insecure are both true. Keys:Insecure is for listening off loopback without keys.");
        }

        if (OffLoopback is not null && !NeedsKeys && !mayBeOpen)
        {
            throw Refused(OffLoopback);
        }
    }

    /// <summary>An address that others can reach, where there is one.</summary>
    public string? OffLoopback { get; }

    /// <summary>Whether every request needs a key.</summary>
    public bool NeedsKeys { get; }

    /// <summary>Whether others can reach the gateway and need no key.</summary>
    public bool IsOpen => OffLoopback is not null && !NeedsKeys;

    /// <summary>Finds out, before anything starts, from our own settings and from the server's.</summary>
    /// <exception cref="ConfigurationException">An address is none, or may not be listened on without keys.</exception>
    public static Listening From(IConfiguration configuration, GatewayOptions options, GatewayKeyOptions keys)
    {
        var urls = configuration[WebHostDefaults.ServerUrlsKey]?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [];
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>();
        return new Listening(options, keys, [.. urls, .. endpoints]);
    }

    /// <summary>Listens where the options say.</summary>
    public void Apply(KestrelServerOptions server)
    {
        // Whatever was not seen here: wherever an endpoint was configured, it is checked when the server starts.
        server.ConfigureEndpointDefaults(endpoint =>
        {
            if (!NeedsKeys && !mayBeOpen && endpoint.IPEndPoint is { } where && !IPAddress.IsLoopback(where.Address))
            {
                throw Refused(where.ToString());
            }
        });
        if (address is null)
        {
            server.ListenAnyIP(options.Port);
        }
        else if (options.Host == "localhost" && options.Port != 0)
        {
            server.ListenLocalhost(options.Port);
        }
        else
        {
            server.Listen(address, options.Port);
        }
    }

    /// <summary>
    /// The <c>Host</c> headers that are answered where nothing is configured: names of this machine, lest a web page that has its own name resolved to
    /// this machine's address speaks for whoever shows it. Where a key is needed off loopback it would have none, and what others call this
    /// machine is not known: there it is any.
    /// </summary>
    public IReadOnlyList<string> DefaultHosts => NeedsKeys && OffLoopback is not null ? [AllHosts] : LoopbackNames;

    /// <summary>The configured address as a <c>Host</c> header has it; null where it is no single one.</summary>
    public string? OwnHost =>
        address is null || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? null
        : options.Host == "localhost" || address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? options.Host
        : $"[{address}]";

    private static IPAddress Parse(string host) => IPAddress.TryParse(host.Trim('[', ']'), out var parsed)
        ? parsed
        : throw new ConfigurationException($"Gateway:Host must be localhost, an IP address of this machine, or * for all of them; it is '{host}'.");

    private static bool IsLoopback(string url)
    {
        try
        {
            var parsed = BindingAddress.Parse(url);
            return parsed.IsUnixPipe || parsed.IsNamedPipe || parsed.Host == "localhost"
                || (IPAddress.TryParse(parsed.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
        }
        catch (FormatException exception)
        {
            throw new ConfigurationException($"'{url}' is no address to listen on: {exception.Message}");
        }
    }

    private static ConfigurationException Refused(string address) => new(
        $"The gateway will not listen on {address} without API keys: only this machine may reach it then. "
        + "Leave Keys:Required out or set it to true, or say with Keys:Insecure=true that whoever reaches the port may do everything.");
}
