using System.Net;
using System.Net.Sockets;

namespace InfernoOrleans.Benchmarks.Overload;

/// <summary>Connections that send a byte a second, and come again when the server has had enough of them.</summary>
internal sealed class SlowClients : IAsyncDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource end = new();
    private readonly Task[] clients;
    private int closed;

    /// <param name="url">Where to execute.</param>
    /// <param name="request">An execute; half of the connections get as far as its body at once.</param>
    /// <param name="count">How many there are.</param>
    public SlowClients(Uri url, byte[] request, int count)
    {
        var body = request.AsSpan().IndexOf("\r\n\r\n"u8) + 4;

        // Not all in the same moment of the second.
        clients = [.. Enumerable.Range(0, count).Select(i => Task.Run(() => StayAsync(url, request, i % 2 == 0 ? 0 : body, Second * i / count)))];
    }

    /// <summary>How many connections the server has closed so far.</summary>
    public int Closed => Volatile.Read(ref closed);

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await Task.WhenAll(clients);
        end.Dispose();
    }

    private async Task StayAsync(Uri url, byte[] request, int atOnce, TimeSpan start)
    {
        try
        {
            await Task.Delay(start, end.Token);
            while (true)
            {
                await TryAsync(url, request, atOnce);
                Interlocked.Increment(ref closed);
            }
        }
        catch (OperationCanceledException)
        {
            // The round is over.
        }
    }

    private async Task TryAsync(Uri url, byte[] request, int atOnce)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var timer = new PeriodicTimer(Second);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, url.Port), end.Token);
            await socket.SendAsync(request.AsMemory(0, atOnce), end.Token);
            for (var at = atOnce; at < request.Length && !socket.Poll(0, SelectMode.SelectRead); at++)
            {
                await socket.SendAsync(request.AsMemory(at, 1), end.Token);
                await timer.WaitForNextTickAsync(end.Token);
            }
        }
        catch (SocketException)
        {
            // Closed by the server.
        }
    }
}
