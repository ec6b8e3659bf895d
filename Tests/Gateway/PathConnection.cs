using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Requests whose paths go over the wire byte for byte, many over one connection that is opened again when the server closes it.</summary>
internal sealed class PathConnection(Uri url) : IAsyncDisposable
{
    private TcpClient? client;
    private BufferedStream? stream;

    /// <summary>Sends a request without a body.</summary>
    public async Task<PathAnswer> SendAsync(string method, ReadOnlyMemory<byte> target)
    {
        if (stream is null)
        {
            client = new TcpClient { NoDelay = true };
            await client.ConnectAsync(url.Host, url.Port);
            stream = new BufferedStream(client.GetStream());
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{method} "));
        await stream.WriteAsync(target);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($" HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Length: 0\r\n\r\n"));
        await stream.FlushAsync();
        return await ReadAsync();
    }

    public async Task<PathAnswer> SendAsync(string method, string target) => await SendAsync(method, Encoding.UTF8.GetBytes(target));

    public ValueTask DisposeAsync()
    {
        client?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<PathAnswer> ReadAsync()
    {
        var status = await ReadLineAsync();
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync() is { Length: > 0 } header)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            headers[header[..colon]] = header[(colon + 1)..].Trim();
        }

        var body = new MemoryStream();
        if (headers.GetValueOrDefault("Transfer-Encoding") == "chunked")
        {
            while (int.Parse(await ReadLineAsync(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var length)
            {
                await CopyAsync(body, length);
                await ReadLineAsync();
            }

            await ReadLineAsync();
        }
        else
        {
            await CopyAsync(body, int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture));
        }

        if (headers.GetValueOrDefault("Connection") == "close")
        {
            client!.Dispose();
            stream = null;
        }

        return new PathAnswer(
            int.Parse(status.Split(' ')[1], CultureInfo.InvariantCulture), headers.GetValueOrDefault("X-Inferno-Node"), Encoding.UTF8.GetString(body.ToArray()));
    }

    private async Task CopyAsync(MemoryStream body, int length)
    {
        var bytes = new byte[length];
        await stream!.ReadExactlyAsync(bytes);
        body.Write(bytes);
    }

    private Task<string> ReadLineAsync()
    {
        var line = new StringBuilder();
        while (stream!.ReadByte() is var next and not '\n')
        {
            Assert.NotEqual(-1, next);
            line.Append((char)next);
        }

        return Task.FromResult(line.ToString().TrimEnd('\r'));
    }
}

/// <summary>What a request got.</summary>
/// <param name="Status">The status.</param>
/// <param name="Node">What the header says of the path: directory or file; null without one.</param>
/// <param name="Body">The body.</param>
internal sealed record PathAnswer(int Status, string? Node, string Body);
