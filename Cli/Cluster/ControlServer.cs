using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;

namespace InfernoOrleans.Cli.Cluster;

/// <summary>
/// Takes commands on a Unix domain socket: a line in, a line out. The socket lies in a folder of its own under the temporary one, which
/// only its user can enter; the cluster's own folder may be too deep for the 107 bytes that such an address has.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ControlServer : IAsyncDisposable
{
    private const string FolderPrefix = "inferno-cluster-";
    private const int MaxLineBytes = 4_096;
    private const int MaxWaiting = 64;
    private const int MaxAddressBytes = 107;

    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(2);

    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Func<ControlRequest, Task<ControlAnswer>> handle;
    private readonly string folder;
    private readonly HashSet<Task> serving = [];

    /// <param name="handle">Does what is asked.</param>
    public ControlServer(Func<ControlRequest, Task<ControlAnswer>> handle)
    {
        this.handle = handle;
        folder = Directory.CreateTempSubdirectory(FolderPrefix).FullName;
        if (Encoding.UTF8.GetByteCount(AddressIn(folder)) > MaxAddressBytes)
        {
            Directory.Delete(folder);
            folder = Path.Combine("/tmp", FolderPrefix + Guid.NewGuid().ToString("N"));
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Address = AddressIn(folder);
        listener.Bind(new UnixDomainSocketEndPoint(Address));
        File.SetUnixFileMode(Address, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        listener.Listen(MaxWaiting);
        _ = AcceptAsync();
    }

    /// <summary>The socket's path.</summary>
    public string Address { get; }

    /// <summary>Removes what a supervisor left that was killed.</summary>
    public static void RemoveLeftover(string address)
    {
        var folder = Path.GetDirectoryName(address);
        if (folder is null || !Path.GetFileName(folder).StartsWith(FolderPrefix, StringComparison.Ordinal) || !Directory.Exists(folder)) { return; }

        File.Delete(address);
        Directory.Delete(folder);
    }

    /// <summary>Takes no more commands, and lets those that are being answered have their answers.</summary>
    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        Task[] last;
        lock (serving) { last = [.. serving]; }
        await Task.WhenAny(Task.WhenAll(last), Task.Delay(LongestFarewell));
        RemoveLeftover(Address);
    }

    private static string AddressIn(string folder) => Path.Combine(folder, "control");

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync();
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
            {
                return;
            }

            var task = ServeAsync(client);
            lock (serving) { serving.Add(task); }
            _ = task.ContinueWith(done => { lock (serving) { serving.Remove(done); } }, TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        await Task.Yield();
        try
        {
            await using var stream = new NetworkStream(client, ownsSocket: true);
            using var patience = new CancellationTokenSource(LongestRequest);
            var answer = JsonSerializer.Deserialize(await ReadLineAsync(stream, patience.Token), ClusterJson.Default.ControlRequest) is { } request
                ? await handle(request)
                : throw new JsonException();
            await stream.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(answer, ClusterJson.Default.ControlAnswer), (byte)'\n']);
        }
        catch (Exception failure) when (failure is IOException or JsonException or OperationCanceledException)
        {
            // Who asks in another way, or does not wait for the answer, gets none.
        }
    }

    private static async Task<byte[]> ReadLineAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var line = new byte[MaxLineBytes];
        var length = 0;
        while (length < line.Length)
        {
            var read = await stream.ReadAsync(line.AsMemory(length), cancellationToken);
            if (read == 0) { break; }
            var end = line.AsSpan(length, read).IndexOf((byte)'\n');
            if (end >= 0) { return line[..(length + end)]; }
            length += read;
        }

        throw new JsonException();
    }
}
