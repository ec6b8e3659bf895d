using System.Collections.Concurrent;
using System.Net;
using InfernoOrleans.Gateway.Api.Hosting;
using InfernoOrleans.Grains.Interfaces.Cluster;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Gateway.Api.Inference;

/// <summary>
/// The routes to replicas that this gateway knows, each fetched again after some seconds, or as soon as a replica calls it stale.
/// Requests that come together share one fetch. While a route cannot be fetched again, because the database does not answer, the last one
/// is used. Deployments that do not exist are not remembered.
/// </summary>
/// <param name="grains">The cluster.</param>
/// <param name="options">How long routes are used.</param>
/// <param name="time">Says how old they are.</param>
/// <param name="gateways">The gateways that can be named.</param>
internal sealed class DeploymentRoutes(IGrainFactory grains, IOptions<GatewayOptions> options, TimeProvider time, KnownGateways gateways)
{
    private static readonly TimeSpan RefreshPatience = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan EmptyLifetime = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);

    /// <summary>The route to the deployment with that id, else to the newest Running one of that name.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public async Task<Route> GetAsync(string idOrName, CancellationToken cancellationToken)
    {
        if (!entries.TryGetValue(idOrName, out var entry) || time.GetElapsedTime(entry.FetchedAt) > Lifetime(entry))
        {
            entry = Replace(idOrName, entry);
        }

        try
        {
            var fetched = entry.Fetched.Value;
            return entry.Last is null
                ? await fetched.WaitAsync(cancellationToken)
                : await fetched.WaitAsync(RefreshPatience, time, cancellationToken);
        }
        catch (Exception exception) when (entry.Last is not null && IsOutage(exception, cancellationToken))
        {
            return entry.Last;
        }
        catch when (!cancellationToken.IsCancellationRequested)
        {
            entries.TryRemove(KeyValuePair.Create(idOrName, entry));
            throw;
        }
    }

    /// <summary>Calls through a route; where it turns out to be outdated, once more through the route as it is now.</summary>
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

    /// <summary>Drops all routes.</summary>
    public void ForgetAll() => entries.Clear();

    /// <summary>Has a route fetched again by the next request, which uses it all the same if that is not possible.</summary>
    public void Renew(string idOrName)
    {
        if (entries.TryGetValue(idOrName, out var entry) && entry.Fetched.Value.IsCompletedSuccessfully)
        {
            entries.TryUpdate(idOrName, Replacement(idOrName, entry), entry);
        }
    }

    /// <summary>A route without replicas is one of a deployment that is just being started again, as a rule.</summary>
    private TimeSpan Lifetime(Entry entry) =>
        entry.Fetched.IsValueCreated && entry.Fetched.Value is { IsCompletedSuccessfully: true, Result.Replicas.Count: 0 } && options.Value.RouteLifetime > EmptyLifetime
            ? EmptyLifetime
            : options.Value.RouteLifetime;

    private static bool IsOutage(Exception exception, CancellationToken cancellationToken) =>
        exception is RefusedException { Reason: RefusalReason.Unavailable or RefusalReason.Busy } || ReplicaCall.IsLoss(exception, cancellationToken);

    private Entry Replace(string idOrName, Entry? outdated)
    {
        if (entries.Count >= options.Value.MaxRoutes)
        {
            // Names are chosen by clients: without a bound they could fill the memory.
            entries.Clear();
        }

        var fresh = Replacement(idOrName, outdated);
        return entries.AddOrUpdate(idOrName, fresh, (_, current) => ReferenceEquals(current, outdated) ? fresh : current);
    }

    /// <summary>A fetch that begins when it is waited for. Without a caller's token: others may come to wait for it.</summary>
    private Entry Replacement(string idOrName, Entry? outdated)
    {
        var last = outdated is null ? null : outdated.Fetched.Value.IsCompletedSuccessfully ? outdated.Fetched.Value.Result : outdated.Last;
        return new Entry(time.GetTimestamp(), new Lazy<Task<Route>>(() => FetchAsync(idOrName, last)), last);
    }

    private async Task<Route> FetchAsync(string idOrName, Route? last)
    {
        var route = await grains.GetGrain<IDeploymentDirectoryGrain>(0).RouteAsync(idOrName, CancellationToken.None);
        var replicas = new RoutedReplica[route.Replicas.Count];
        for (var i = 0; i < replicas.Length; i++)
        {
            // What was seen of a replica is kept.
            var id = route.Replicas[i].ToString();
            replicas[i] = last?.Replicas.FirstOrDefault(known => known.Id == id)
                ?? new RoutedReplica(id, grains.GetGrain<IModelReplicaGrain>(id), time);
            replicas[i].MovedTo(Reach(route.Places?[i]));
        }

        return new Route(route, replicas);
    }

    /// <summary>
    /// The host of a replica as this process calls it: a client that names the gateway of a silo is connected to that silo, while one that
    /// names the silo goes through the gateway of any.
    /// </summary>
    private IReplicaHost? Reach(ReplicaPlace? place)
    {
        if (place is null || !SystemTargetGrainId.TryParse(place.Host.GetGrainId(), out var target))
        {
            return null;
        }

        var gateway = new IPEndPoint(target.GetSiloAddress().Endpoint.Address, place.GatewayPort);
        return gateways.Contains(gateway)
            ? grains.GetGrain<IReplicaHost>(target.WithSiloAddress(SiloAddress.New(gateway, 0)).GrainId)
            : place.Host;
    }

    /// <summary>A deployment and the replicas to call.</summary>
    /// <param name="Deployment">What the directory says of it.</param>
    /// <param name="Replicas">The replicas that may be called.</param>
    internal sealed record Route(DeploymentRoute Deployment, IReadOnlyList<RoutedReplica> Replicas)
    {
        /// <exception cref="RefusedException">The deployment is one of an agent or of a task.</exception>
        public void RequireRows()
        {
            if (Deployment.Agent is { } agent)
            {
                throw new RefusedException(
                    RefusalReason.Conflict,
                    $"{Deployment.Id} is the agent {agent}, which runs no network of its own. POST /civic-angel/agents/{agent}/activate asks it.");
            }

            if (!Deployment.TakesRows)
            {
                throw new RefusedException(
                    RefusalReason.Conflict,
                    $"{Deployment.Id} is a deployed task, which is run by its schedule and takes no rows. GET /inferno/deployments/{Deployment.Id}/runs lists its runs.");
            }
        }

        /// <exception cref="RefusedException">The deployment has no replica, or is a service that does not run.</exception>
        public void RequireReplicas()
        {
            RequireRows();
            if (Replicas.Count == 0 && Deployment is not { Type: DeploymentType.Service, Status: DeploymentStatus.Running })
            {
                throw Deployment.Status == DeploymentStatus.Running
                    ? new RefusedException(RefusalReason.Unavailable, $"No replica of {Deployment.Id} is loaded yet. Try again in a moment.")
                    : Deployment.NotRunning();
            }
        }
    }

    /// <summary>A fetch, and the route before it.</summary>
    private sealed record Entry(long FetchedAt, Lazy<Task<Route>> Fetched, Route? Last);
}
