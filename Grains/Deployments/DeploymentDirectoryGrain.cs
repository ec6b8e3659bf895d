using InfernoOrleans.Grains.Interfaces.Deployments;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.Deployments;

/// <inheritdoc cref="IDeploymentDirectoryGrain"/>
[StatelessWorker, GrainType("deployment-directory")]
internal sealed class DeploymentDirectoryGrain(DeploymentTable deployments) : Grain, IDeploymentDirectoryGrain
{
    public Task<IReadOnlyList<DeploymentInfo>> ListAsync(DeploymentQuery query, CancellationToken cancellationToken) =>
        deployments.ListAsync(query, cancellationToken);

    public Task<DeploymentStatistics> CountAsync(CancellationToken cancellationToken) => deployments.CountAsync(cancellationToken);

    public async Task<DeploymentId> ResolveAsync(string idOrName, CancellationToken cancellationToken) =>
        (await deployments.ResolveAsync(idOrName, cancellationToken)).DeploymentId;

    public async Task<DeploymentRoute> RouteAsync(string idOrName, CancellationToken cancellationToken) =>
        (await deployments.ResolveAsync(idOrName, cancellationToken)).ToRoute();
}
