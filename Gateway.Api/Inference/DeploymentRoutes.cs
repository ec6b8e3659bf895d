using System.Collections.Concurrent;
using InfernoOrleans.Gateway.Api.Hosting;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Inference;

/// <summary>
/// The routes to replicas that this gateway knows, each fetched again after some seconds, or as soon as a replica calls it stale.
/// Requests that come together share one fetch. Deployments that do not exist are not remembered.
/// </summary>
internal sealed class DeploymentRoutes(IGrainFactory grains, IOptions<GatewayOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);

    /// <summary>The route to the deployment with that id, else to the newest Running one of that name.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public async Task<Route> GetAsync(string idOrName, CancellationToken cancellationToken)
    {
        if (!entries.TryGetValue(idOrName, out var entry) || time.GetElapsedTime(entry.FetchedAt) > options.Value.RouteLifetime)
        {
            entry = Replace(idOrName, entry);
        }

        try
        {
            return await entry.Route.Value.WaitAsync(cancellationToken);
        }
        catch when (!cancellationToken.IsCancellationRequested)
        {
            entries.TryRemove(KeyValuePair.Create(idOrName, entry));
            throw;
        }
    }

    /// <summary>Calls a replica; where it says that the route is outdated, once more through the route as it is now.</summary>
    public async Task<T> CallAsync<T>(string idOrName, Func<Route, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call(await GetAsync(idOrName, cancellationToken));
        }
        catch (RefusedException refused) when (refused.Reason == RefusalReason.Stale)
        {
            Forget(idOrName);
            return await call(await GetAsync(idOrName, cancellationToken));
        }
    }

    /// <summary>Drops a route, so that the next request fetches it.</summary>
    public void Forget(string idOrName) => entries.TryRemove(idOrName, out _);

    private Entry Replace(string idOrName, Entry? outdated)
    {
        if (entries.Count >= options.Value.MaxRoutes)
        {
            // Names are chosen by clients: without a bound they could fill the memory.
            entries.Clear();
        }

        // Not the caller's token: others may come to wait for the same fetch.
        var fresh = new Entry(
            time.GetTimestamp(),
            new Lazy<Task<Route>>(() => FetchAsync(idOrName)));
        return entries.AddOrUpdate(idOrName, fresh, (_, current) => ReferenceEquals(current, outdated) ? fresh : current);
    }

    private async Task<Route> FetchAsync(string idOrName)
    {
        var route = await grains.GetGrain<IDeploymentDirectoryGrain>(0).RouteAsync(idOrName, CancellationToken.None);
        var replica = route.Replicas is [var first, ..] ? first.ToString() : null;
        return new Route(route, replica, replica is null ? null : grains.GetGrain<IModelReplicaGrain>(replica));
    }

    /// <summary>A deployment and the replica to call.</summary>
    /// <param name="Deployment">What the directory says of it.</param>
    /// <param name="ReplicaId">The id of the replica; null when the deployment has none.</param>
    /// <param name="Replica">The replica; null when the deployment has none.</param>
    internal sealed record Route(DeploymentRoute Deployment, string? ReplicaId, IModelReplicaGrain? Replica)
    {
        /// <exception cref="RefusedException">The deployment has no replica.</exception>
        public IModelReplicaGrain RequireReplica() => Replica ?? throw new RefusedException(
            RefusalReason.Conflict, $"Deployment {Deployment.Id} is {Deployment.Status}; it has to be Running.");
    }

    private sealed record Entry(long FetchedAt, Lazy<Task<Route>> Route);
}
