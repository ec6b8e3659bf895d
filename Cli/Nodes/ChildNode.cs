using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Nodes;

/// <summary>
/// A node of one's own, on a free port with a data folder that does not outlive it. It ends with this process however that ends,
/// because its standard input closes.
/// </summary>
internal sealed class ChildNode : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(15);

    private readonly Process process;
    private readonly DirectoryInfo data;
    private readonly LastLines log = new(count: 20);

    private ChildNode(Process process, DirectoryInfo data)
    {
        this.process = process;
        this.data = data;
        process.ErrorDataReceived += (_, line) => log.Add(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>Where it serves.</summary>
    public Uri Url { get; private set; } = null!;

    public static async Task<ChildNode> StartAsync(CancellationToken cancellationToken)
    {
        var gateway = NodeProgram.FindGateway();
        var data = Directory.CreateTempSubdirectory("inferno-demo-");
        var settings = new NodeSettings(GatewayAccess.Local, FreePort(), data.FullName, ReadyAsJson: true, ExitWithStandardInput: true);
        ChildNode node;
        try
        {
            var process = Process.Start(new ProcessStartInfo(NodeProgram.DotnetPath, NodeProgram.Arguments(gateway, settings))
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            node = new ChildNode(process!, data);
        }
        catch
        {
            data.Delete(recursive: true);
            throw;
        }

        try
        {
            node.Url = await node.WaitUntilReadyAsync(cancellationToken);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(LongestStop);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
        data.Delete(recursive: true);
    }

    private async Task<Uri> WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LongestStart);
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(patience.Token) ?? throw await EndedAsync(patience.Token);
            return JsonSerializer.Deserialize(line, InfernoJson.Default.NodeReady)!.Url;
        }
        catch (JsonException)
        {
            throw new CommandFailedException($"The node said something else than that it is ready:\n{log}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailedException($"The node was not ready within {LongestStart.TotalSeconds} s:\n{log}");
        }
    }

    private async Task<CommandFailedException> EndedAsync(CancellationToken cancellationToken)
    {
        // Waiting also drains what the node still had to say.
        await process.WaitForExitAsync(cancellationToken);
        return new CommandFailedException($"The node ended with exit code {process.ExitCode} before it was ready:\n{log}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
