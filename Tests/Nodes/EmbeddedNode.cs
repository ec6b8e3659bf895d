using System.Text.Json;

namespace InfernoOrleans.Tests.Nodes;

/// <summary>A real embedded node on a free port, and a client for it.</summary>
public sealed class EmbeddedNode : IAsyncDisposable
{
    private EmbeddedNode(ProgramProcess process, Uri url)
    {
        Process = process;
        Client = new HttpClient { BaseAddress = url };
    }

    public ProgramProcess Process { get; }

    public HttpClient Client { get; }

    public Uri Url => Client.BaseAddress!;

    /// <summary>Starts a node on a data folder and waits until it is ready.</summary>
    public static async Task<EmbeddedNode> StartAsync(string dataDirectory, params IEnumerable<string> settings)
    {
        var process = ProgramProcess.Start(
            "Gateway.Api",
            [
                "--Gateway:Host=127.0.0.1",
                "--Gateway:Port=0",
                "--Gateway:ReadyLine=json",
                "--Gateway:ExitWithStandardInput=true",
                $"--Storage:DataDirectory={dataDirectory}",
                .. settings,
            ]);
        try
        {
            using var ready = JsonDocument.Parse(await process.FirstLineAsync());
            return new EmbeddedNode(process, new Uri(ready.RootElement.GetProperty("url").GetString()!));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Process.DisposeAsync();
    }
}
