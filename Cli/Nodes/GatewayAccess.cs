using System.Net;

namespace InfernoOrleans.Cli.Nodes;

/// <summary>Where a gateway listens, and who may use it.</summary>
/// <param name="Host">An IP address, <c>localhost</c>, or <c>*</c> for all addresses.</param>
/// <param name="RequireKeys">Whether every request needs an API key; off loopback it does unless that is waived.</param>
/// <param name="Insecure">Whether that is waived.</param>
internal sealed record GatewayAccess(string Host, bool RequireKeys = false, bool Insecure = false)
{
    private const string All = "*";
    private const string Here = "localhost";

    /// <summary>For this machine, without keys.</summary>
    public static GatewayAccess Local { get; } = new("127.0.0.1");

    /// <summary>The address to listen on.</summary>
    public IPAddress Address => Host switch
    {
        All => IPAddress.IPv6Any,
        Here => IPAddress.Loopback,
        _ => IPAddress.Parse(Host),
    };

    public static bool IsHost(string? text) => text is All or Here || IPAddress.TryParse(text, out _);

    /// <summary>Where a gateway that listens on that port is reached from this machine.</summary>
    public Uri UrlFromHere(int port)
    {
        var isAnywhere = Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any);
        return new UriBuilder("http", isAnywhere ? Here : Host, port).Uri;
    }

    /// <summary>What to give to the gateway's program. What is not said here is left to its configuration.</summary>
    public IEnumerable<string> Arguments(int port)
    {
        yield return $"--Gateway:Host={Host}";
        yield return $"--Gateway:Port={port}";
        if (RequireKeys) { yield return "--Keys:Required=true"; }
        if (Insecure) { yield return "--Keys:Insecure=true"; }
    }
}
