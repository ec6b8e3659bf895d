namespace InfernoOrleans.Tests.Nodes;

/// <summary>One embedded node for all the tests of a class.</summary>
public sealed class SharedNode : IAsyncLifetime
{
    private readonly TemporaryDirectory data = new();
    private EmbeddedNode? node;

    public EmbeddedNode Node => node!;

    public HttpClient Client => Node.Client;

    /// <summary>The node's own tables, for a test that brings about a state that no request can.</summary>
    public string WorkDatabase => Path.Combine(data.Path, "work.db");

    public async Task InitializeAsync() => node = await EmbeddedNode.StartAsync(data.Path);

    public async Task DisposeAsync()
    {
        await Node.DisposeAsync();
        data.Dispose();
    }
}
