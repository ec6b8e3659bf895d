using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.Deployments;

/// <inheritdoc cref="IDeploymentDirectoryGrain"/>
[StatelessWorker, GrainType("deployment-directory")]
internal sealed class DeploymentDirectoryGrain(DeploymentTable deployments, ReplicaTable replicas) : Grain, IDeploymentDirectoryGrain
{
    public Task<IReadOnlyList<DeploymentInfo>> ListAsync(DeploymentQuery query, CancellationToken cancellationToken) =>
        deployments.ListAsync(query, cancellationToken);

    public Task<DeploymentStatistics> CountAsync(CancellationToken cancellationToken) => deployments.CountAsync(cancellationToken);

    public async Task<DeploymentId> ResolveAsync(string idOrName, CancellationToken cancellationToken) =>
        (await deployments.ResolveAsync(idOrName, cancellationToken)).DeploymentId;

    public async Task<DeploymentRoute> RouteAsync(string idOrName, CancellationToken cancellationToken)
    {
        var row = await deployments.ResolveAsync(idOrName, cancellationToken);
        return row.ToRoute(await replicas.ListAsync(row.DeploymentId, cancellationToken));
    }

    public async Task<ReplicaSpec?> AdmitAsync(ReplicaId replica, CancellationToken cancellationToken) =>
        await replicas.FindAsync(replica, cancellationToken) is { } row
            ? new ReplicaSpec(row.Sha256, row.ModelVersion, row.DType)
            : null;
}
