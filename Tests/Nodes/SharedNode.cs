namespace InfernoOrleans.Tests.Nodes;

/// <summary>One embedded node for all the tests of a class.</summary>
public sealed class SharedNode : IAsyncLifetime
{
    private readonly TemporaryDirectory data = new();
    private EmbeddedNode? node;

    public EmbeddedNode Node => node!;

    public HttpClient Client => Node.Client;

    public async Task InitializeAsync() => node = await EmbeddedNode.StartAsync(data.Path);

    public async Task DisposeAsync()
    {
        await Node.DisposeAsync();
        data.Dispose();
    }
}
