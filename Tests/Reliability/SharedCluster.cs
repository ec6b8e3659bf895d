using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Reliability;

/// <summary>
/// Three silos, two gateways and a database, which tests take one after another: what takes time is starting them. Each finds them running,
/// with no deployments; one that leaves them otherwise leaves them to nobody.
/// </summary>
public sealed class SharedCluster : IAsyncLifetime
{
    private ClusterProcesses? kept;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (kept is not null)
        {
            await kept.DisposeAsync();
        }
    }

    /// <summary>The cluster, until what this returns is disposed of.</summary>
    public async Task<TakenCluster> TakeAsync()
    {
        // More memories than tests leave with an agent: what is forgotten cannot be counted.
        var cluster = kept ?? await ClusterProcesses.StartAsync(silos: 3, gateways: 2, ("CivicAngel__MaxMemoriesPerAgent", "50000"));
        kept = null;
        return new TakenCluster(cluster, healthy => kept = healthy);
    }
}

/// <summary>A cluster that is a test's own for a while.</summary>
public sealed class TakenCluster(ClusterProcesses cluster, Action<ClusterProcesses> giveBack) : IAsyncDisposable
{
    public ClusterProcesses Cluster => cluster;

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Eventually.UntilAsync(IsAllThereAsync);
            giveBack(cluster);
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or Xunit.Sdk.XunitException)
        {
            await cluster.DisposeAsync();
        }
    }

    /// <summary>Terminates the deployments; true when there are none and every silo tells its load.</summary>
    private async Task<bool> IsAllThereAsync()
    {
        var client = cluster.Clients[0];
        var deployments = (await client.GetAsync("/inferno/deployments").ReadAsync()).AsArray();
        foreach (var deployment in deployments)
        {
            await client.DeleteAsync($"/inferno/deployments/{deployment!["id"]}").ReadAsync();
        }

        var silos = (await client.GetAsync("/inferno/cluster").ReadAsync()).AsArray();
        return deployments.Count == 0 && silos.Count(silo => (string)silo!["status"]! == "Active") == cluster.Silos
            && silos.All(silo => (string)silo!["status"]! != "Active" || silo["cpu"] is not null);
    }
}
