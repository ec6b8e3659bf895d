using System.Net;
using System.Net.Sockets;
using System.Text;

namespace InfernoOrleans.Benchmarks.Overload;

/// <summary>
/// One connection that sends the same request again and again. By hand, because the sender must not be what is overloaded.
/// </summary>
internal sealed class Client(Uri url, ReadOnlyMemory<byte> request) : IDisposable
{
    /// <summary>The status of a request that has no answer.</summary>
    public const int Broken = 0;

    private readonly byte[] buffer = new byte[64 << 10];
    private Socket? socket;

    /// <summary>What to send so that rows are executed.</summary>
    public static byte[] Request(Uri url, string body) => Encoding.ASCII.GetBytes(
        $"POST {url.AbsolutePath} HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    /// <summary>Sends the request and reads the answer to its end.</summary>
    /// <returns>Its status, or <see cref="Broken"/>.</returns>
    public async Task<int> SendAsync()
    {
        try
        {
            if (socket is null)
            {
                socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, url.Port));
            }

            for (var sent = 0; sent < request.Length;)
            {
                sent += await socket.SendAsync(request[sent..]);
            }

            return await ReadAsync(socket);
        }
        catch (SocketException)
        {
            Dispose();
            return Broken;
        }
    }

    public void Dispose()
    {
        socket?.Dispose();
        socket = null;
    }

    private async Task<int> ReadAsync(Socket from)
    {
        var count = 0;
        while (true)
        {
            var read = await from.ReceiveAsync(buffer.AsMemory(count));
            count += read;
            if (read == 0 || count == buffer.Length)
            {
                Dispose();
                return Broken;
            }

            var answer = buffer.AsSpan(0, count);
            if (IsWhole(answer))
            {
                if (answer.IndexOf("Connection: close"u8) >= 0)
                {
                    Dispose();
                }

                return int.Parse(answer.Slice("HTTP/1.1 ".Length, 3));
            }
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        var length = answer[..head].IndexOf("Content-Length: "u8);
        if (length < 0)
        {
            // In chunks; JSON holds no such lines itself.
            return answer.EndsWith("\r\n0\r\n\r\n"u8);
        }

        var digits = answer[(length + "Content-Length: ".Length)..];
        return answer.Length >= head + 4 + int.Parse(digits[..digits.IndexOf((byte)'\r')]);
    }
}
