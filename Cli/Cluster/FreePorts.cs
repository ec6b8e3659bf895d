using System.Net;
using System.Net.Sockets;

namespace InfernoOrleans.Cli.Cluster;

/// <summary>
/// Ports for processes that keep them over restarts. They come from below the range that systems draw from for outgoing connections,
/// so that none of those takes a port while its process is down.
/// </summary>
/// <param name="random">Where the search begins: two clusters that start together should not meet.</param>
internal sealed class FreePorts(Random random)
{
    private const int First = 15_000;
    private const int Last = 32_000;

    private readonly HashSet<int> given = [];

    /// <summary>A port of loopback that nobody listens on, and that was not given away before.</summary>
    public int Next()
    {
        var offset = random.Next(Last - First);
        for (var attempt = 0; attempt < Last - First; attempt++)
        {
            var port = First + ((offset + attempt) % (Last - First));
            if (!given.Contains(port) && IsFree(IPAddress.Loopback, port))
            {
                given.Add(port);
                return port;
            }
        }

        throw new CommandFailedException($"No port of 127.0.0.1 from {First} to {Last} is free.");
    }

    public static bool IsFree(IPAddress address, int port)
    {
        using var probe = new TcpListener(address, port);
        try
        {
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
