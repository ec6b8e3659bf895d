using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Interfaces.Services;
using InfernoOrleans.Grains.Namespaces.Trees.Agents;

namespace InfernoOrleans.Grains.Namespaces.Trees.Processes;

/// <summary><c>stats</c> of a deployment: what it has done, and what it uses beside what it was granted.</summary>
internal sealed class DeploymentStats(IGrainFactory grains)
{
    public async Task<FileContent> ReadAsync(DeploymentInfo deployment, CancellationToken cancellationToken)
    {
        var uses = await GrainOf(deployment).MeasureAsync(cancellationToken);
        ResourceFacts[] resources = [.. uses.Select(ResourceFacts.From)];
        switch (deployment.Type)
        {
            case DeploymentType.CivicAgent:
                var topology = await grains.GetGrain<ICivicAngelGrain>(0).ReadTopologyAsync(cancellationToken);
                return TreeContent.Json(AgentCounts.From(deployment.Agent!, topology) with { Resources = resources }, TreeJson.Readable.AgentCounts);
            case DeploymentType.DistributedTask:
                var task = (await GrainOf(deployment).DescribeAsync(cancellationToken)).Task;
                return TreeContent.Json(RunCounts.From(task) with { Resources = resources }, TreeJson.Readable.RunCounts);
            default:
                var counts = deployment.Status != DeploymentStatus.Running ? []
                    : deployment.Type == DeploymentType.Service ? [await grains.GetGrain<IServiceGrain>(deployment.Id.ToString()).CountAsync(cancellationToken)]
                    : await CountReplicasAsync(deployment.Id, cancellationToken);
                return TreeContent.Json(ExecutionCounts.From(counts) with { Resources = resources }, TreeJson.Readable.ExecutionCounts);
        }
    }

    private async Task<IReadOnlyList<ReplicaStatistics>> CountReplicasAsync(DeploymentId id, CancellationToken cancellationToken)
    {
        var route = await grains.GetGrain<IDeploymentDirectoryGrain>(0).RouteAsync(id.ToString(), cancellationToken);
        var counts = await Task.WhenAll(route.Replicas.Select(replica => CountAsync(replica, cancellationToken)));
        return [.. counts.OfType<ReplicaStatistics>()];
    }

    /// <summary>What one has done; null where it was let go meanwhile.</summary>
    private async Task<ReplicaStatistics?> CountAsync(ReplicaId replica, CancellationToken cancellationToken)
    {
        try
        {
            return await grains.GetGrain<IModelReplicaGrain>(replica.ToString()).CountAsync(cancellationToken);
        }
        catch (RefusedException refusal) when (refusal.Reason == RefusalReason.Stale)
        {
            return null;
        }
    }

    private IDeploymentGrain GrainOf(DeploymentInfo deployment) => grains.GetGrain<IDeploymentGrain>(deployment.Id.ToString());
}
