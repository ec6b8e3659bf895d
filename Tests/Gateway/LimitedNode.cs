using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>A node with limits so small that tests reach them.</summary>
public sealed class LimitedNode : IAsyncLifetime
{
    public const int MaxConnections = 40;
    public const int MaxRequests = 5;
    public const int MaxJsonBytes = 32 << 10;
    public const int MaxBodyBytes = 64 << 10;
    public const int MaxLargeBodies = 2;
    public const int MaxHeaders = 16;
    public const int MaxHeaderBytes = 2 << 10;
    public const int MaxRequestLineBytes = 1 << 10;

    private readonly TemporaryDirectory data = new();
    private EmbeddedNode? node;

    public HttpClient Client => node!.Client;

    public Uri Url => node!.Url;

    public async Task InitializeAsync() => node = await EmbeddedNode.StartAsync(
        data.Path,
        $"--Limits:MaxConnections={MaxConnections}",
        $"--Limits:MaxRequests={MaxRequests}",
        $"--Limits:MaxBodyBytes={MaxBodyBytes}",
        $"--Limits:MaxLargeBodies={MaxLargeBodies}",
        $"--Gateway:MaxJsonBytes={MaxJsonBytes}",
        $"--Gateway:MaxFileBytes={MaxJsonBytes}",
        $"--Limits:MaxHeaders={MaxHeaders}",
        $"--Limits:MaxHeaderBytes={MaxHeaderBytes}",
        $"--Limits:MaxRequestLineBytes={MaxRequestLineBytes}",
        $"--Limits:MaxBufferedBytes={MaxHeaderBytes}",
        "--Limits:HeaderTimeout=00:00:02",
        "--Limits:KeepAliveTimeout=00:00:03",
        "--Limits:MinBodyRate=1000",
        "--Limits:MinAnswerRate=1000000",
        "--Limits:RateGrace=00:00:05");

    public async Task DisposeAsync()
    {
        await node!.DisposeAsync();
        data.Dispose();
    }
}
