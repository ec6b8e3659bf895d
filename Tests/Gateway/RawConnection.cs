using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>HTTP by hand, for requests that a well-behaved client would not send.</summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private readonly TcpClient client;
    private readonly NetworkStream stream;

    private RawConnection(TcpClient client)
    {
        this.client = client;
        stream = client.GetStream();
    }

    public static async Task<RawConnection> OpenAsync(Uri url)
    {
        var client = new TcpClient();
        await client.ConnectAsync(url.Host, url.Port);
        return new RawConnection(client);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await stream.WriteAsync(bytes);

    /// <summary>The status line and the headers of the next answer.</summary>
    public async Task<string> ReadHeadAsync() => await ReadToAsync("\r\n\r\n");

    /// <summary>The single chunk of a chunked body, as a refusal has it.</summary>
    public async Task<string> ReadChunkAsync()
    {
        var length = Convert.ToInt32((await ReadToAsync("\r\n")).Trim(), 16);
        var chunk = new byte[length];
        await stream.ReadExactlyAsync(chunk);
        await ReadToAsync("\r\n");
        return Encoding.UTF8.GetString(chunk);
    }

    /// <summary>Reads a chunked body to its end.</summary>
    public async Task SkipBodyAsync()
    {
        while ((await ReadChunkAsync()).Length > 0)
        {
        }
    }

    /// <summary>Reads a body to its end, whichever way the head says that it is sent.</summary>
    public async Task SkipBodyAsync(string head)
    {
        const string Length = "Content-Length: ";
        if (head.Split("\r\n").FirstOrDefault(line => line.StartsWith(Length, StringComparison.OrdinalIgnoreCase)) is { } line)
        {
            await stream.ReadExactlyAsync(new byte[int.Parse(line[Length.Length..], CultureInfo.InvariantCulture)]);
        }
        else
        {
            await SkipBodyAsync();
        }
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> ReadToAsync(string end)
    {
        var text = new StringBuilder();
        var next = new byte[1];
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(next);
            text.Append((char)next[0]);
        }

        return text.ToString();
    }
}
