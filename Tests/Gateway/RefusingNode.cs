using System.Net;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>A node with one deployment and one model, which can tell whether anything has changed.</summary>
public sealed class RefusingNode : IAsyncLifetime
{
    // With a seed the weights are the same each time, so the artifact exists already.
    private const string Probe = """ "modelType":"perceptron","inputSize":2,"seed":1 """;

    private readonly TemporaryDirectory data = new();
    private EmbeddedNode? node;
    private string unchanged = string.Empty;
    private string[] published = [];
    private int lastId;

    public HttpClient Client => node!.Client;

    public Uri Url => node!.Url;

    /// <summary>The deployment to aim at: it takes rows of four numbers.</summary>
    public string Deployment => "deploy-1";

    public async Task InitializeAsync()
    {
        node = await EmbeddedNode.StartAsync(data.Path);
        Assert.Equal(Deployment, await Client.DeployAsync("four", """ "modelType":"feedforward","inputSize":4,"hiddenSizes":[8],"outputSize":2,"seed":3 """));
        await Client.PostAsync("/inferno/models?name=tiny", new ByteArrayContent(SafetensorsFile.Tiny())).TextAsync();
        lastId = 1;
        await ProbeNextIdAsync();
        unchanged = await StateAsync();
        published = Published();
    }

    public async Task DisposeAsync()
    {
        await node!.DisposeAsync();
        data.Dispose();
    }

    /// <summary>Fails when a request has left anything behind: a deployment, a model, a file, a used id.</summary>
    public async Task AssertUnchangedAsync()
    {
        Assert.Equal(unchanged, await StateAsync());
        Assert.Equal(published, Published());
        await ProbeNextIdAsync();
    }

    /// <summary>Deletes a deployment that a test needed.</summary>
    public async Task RemoveAsync(string id)
    {
        lastId++;
        Assert.Equal($"deploy-{lastId}", id);
        await Client.DeleteAsync($"/inferno/deployments/{id}").TextAsync();
        published = Published();
    }

    private async Task ProbeNextIdAsync()
    {
        Assert.Equal($"deploy-{++lastId}", await Client.DeployAsync("probe", Probe));
        await Client.DeleteAsync($"/inferno/deployments/deploy-{lastId}").TextAsync();
    }

    private async Task<string> StateAsync()
    {
        var lines = new List<string>();
        foreach (var path in new[] { "/inferno/stats", "/inferno/deployments", "/inferno/models" })
        {
            lines.Add(await Client.GetAsync(path).TextAsync(HttpStatusCode.OK));
        }

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(data.Path, "artifacts", "staging")));
        return string.Join('\n', lines);
    }

    private string[] Published() =>
        [.. Directory.EnumerateFiles(Path.Combine(data.Path, "artifacts"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
