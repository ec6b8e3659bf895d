using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Interfaces.Deployments;

/// <summary>Reads what is deployed. A stateless worker: any key, by convention 0.</summary>
[Alias("inferno.deployment-directory")]
public interface IDeploymentDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>Lists deployments, oldest first.</summary>
    [Alias("list")]
    Task<IReadOnlyList<DeploymentInfo>> ListAsync(DeploymentQuery query, CancellationToken cancellationToken);

    /// <summary>Lists names by which Running networks and services can be called, in their order: those that mean one.</summary>
    /// <param name="after">The last name of the page before; empty for the first page.</param>
    /// <param name="limit">The most to return.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("list-names")]
    Task<IReadOnlyList<string>> ListNamesAsync(string after, int limit, CancellationToken cancellationToken);

    /// <summary>Counts deployments and their processes.</summary>
    [Alias("count")]
    Task<DeploymentStatistics> CountAsync(CancellationToken cancellationToken);

    /// <summary>Finds the deployment with that id, else the newest Running one of that name.</summary>
    /// <exception cref="RefusedException">Nothing has that id or name.</exception>
    [Alias("resolve")]
    Task<DeploymentId> ResolveAsync(string idOrName, CancellationToken cancellationToken);

    /// <summary>Finds the way to the replicas of the deployment with that id, else of the newest Running one of that name.</summary>
    /// <exception cref="RefusedException">Nothing has that id or name.</exception>
    [Alias("route")]
    Task<DeploymentRoute> RouteAsync(string idOrName, CancellationToken cancellationToken);

    /// <summary>What that replica should serve; null when, by the deployment's row, it should not exist.</summary>
    [Alias("admit")]
    Task<ReplicaSpec?> AdmitAsync(ReplicaId replica, CancellationToken cancellationToken);

    /// <summary>The replicas that should exist of all deployments from one to another, and whether they are pinned.</summary>
    [Alias("list-pins")]
    Task<IReadOnlyDictionary<ReplicaId, bool>> ListPinsAsync(DeploymentId first, DeploymentId last, CancellationToken cancellationToken);
}
