using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;

namespace InfernoOrleans.Cli.Cluster;

/// <summary>Asks the supervisor of a folder's cluster.</summary>
internal sealed class ControlClient(ClusterFolder folder)
{
    /// <exception cref="CommandFailedException">No supervisor runs there, or it refused.</exception>
    public async Task<ControlAnswer> AskAsync(ControlRequest request, CancellationToken cancellationToken)
    {
        var state = ClusterState.Read(folder.State) ?? throw folder.NotRunning();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(state.Control), cancellationToken);
        }
        catch (SocketException)
        {
            throw folder.NotRunning();
        }

        var answer = await ExchangeAsync(socket, request, cancellationToken);
        if (request.Verb == ControlVerb.Down) { await EndOfAsync(state.Supervisor, cancellationToken); }
        return answer.Error is null ? answer : throw new CommandFailedException(answer.Error);
    }

    private static async Task<ControlAnswer> ExchangeAsync(Socket socket, ControlRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(request, ClusterJson.Default.ControlRequest), (byte)'\n'], cancellationToken);
            using var reader = new StreamReader(stream);
            return await reader.ReadLineAsync(cancellationToken) is { } line
                ? JsonSerializer.Deserialize(line, ClusterJson.Default.ControlAnswer)!
                : throw new IOException();
        }
        catch (Exception failure) when (failure is IOException or JsonException)
        {
            throw new CommandFailedException("The cluster's supervisor ended before it answered.");
        }
    }

    /// <summary>The answer comes while the supervisor still runs; whoever asked for its end waits for that.</summary>
    private static async Task EndOfAsync(int supervisor, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.GetProcessById(supervisor);
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (ArgumentException)
        {
            // Gone already.
        }
    }
}
