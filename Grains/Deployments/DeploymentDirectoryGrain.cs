using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.Deployments;

/// <inheritdoc cref="IDeploymentDirectoryGrain"/>
[StatelessWorker, GrainType("deployment-directory")]
internal sealed class DeploymentDirectoryGrain(DeploymentTable deployments, ReplicaTable replicas, Members members, ReplicaHosts hosts)
    : Grain, IDeploymentDirectoryGrain
{
    public Task<IReadOnlyList<DeploymentInfo>> ListAsync(DeploymentQuery query, CancellationToken cancellationToken) =>
        deployments.ListAsync(query, cancellationToken);

    public Task<IReadOnlyList<string>> ListNamesAsync(string after, int limit, CancellationToken cancellationToken) =>
        deployments.ListNamesAsync(after, limit, cancellationToken);

    public Task<DeploymentStatistics> CountAsync(CancellationToken cancellationToken) => deployments.CountAsync(cancellationToken);

    public async Task<DeploymentId> ResolveAsync(string idOrName, CancellationToken cancellationToken) =>
        (await deployments.ResolveAsync(idOrName, cancellationToken)).DeploymentId;

    public async Task<DeploymentRoute> RouteAsync(string idOrName, CancellationToken cancellationToken)
    {
        var row = await deployments.ResolveAsync(idOrName, cancellationToken);
        return row.ToRoute(await replicas.ListAsync(row.DeploymentId, cancellationToken), PlaceOn);
    }

    public Task<IReadOnlyDictionary<ReplicaId, bool>> ListPinsAsync(DeploymentId first, DeploymentId last, CancellationToken cancellationToken) =>
        replicas.ListPinsAsync(first, last, cancellationToken);

    public async Task<ReplicaSpec?> AdmitAsync(ReplicaId replica, CancellationToken cancellationToken) =>
        (await replicas.FindAsync(replica, cancellationToken))?.ToSpec();

    private ReplicaPlace? PlaceOn(SiloAddress silo) => members.IsActive(silo) ? new ReplicaPlace(hosts.On(silo), members.GatewayPortOf(silo)) : null;
}
