using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Processes;
using InfernoOrleans.Grains.Interfaces.Services;

namespace InfernoOrleans.Grains.Deployments;

/// <content>What the process uses beside what it was granted.</content>
internal sealed partial class DeploymentGrain
{
    public async Task<IReadOnlyList<ResourceUse>> MeasureAsync(CancellationToken cancellationToken)
    {
        var row = await FindAsync(cancellationToken);
        var parts = await CountPartsAsync(row, cancellationToken);
        var compute = new ResourceUse("Compute", row.ComputeWeight, parts.Sum(part => part.ComputeTime.TotalMilliseconds), "shares");
        return row.Kind switch
        {
            DeploymentType.NeuralNetwork =>
            [
                new ResourceUse(
                    "Memory",
                    (double)row.MemoryBytes * (await replicas.ListAsync(row.DeploymentId, cancellationToken)).Count,
                    parts.Sum(part => part.ResidentBytes),
                    "B"),
                compute,
                new ResourceUse("Storage", row.StorageBytes, await store.Artifacts.FindSizeAsync(row.Sha256, cancellationToken) ?? 0, "B"),
                new ResourceUse("Agent", row.Agents, await processes.CountAgentsAsync(row.DeploymentId, cancellationToken), "agents"),
            ],
            DeploymentType.Service => [compute],
            _ => [],
        };
    }

    /// <summary>What the parts of a process that runs say of themselves; one that is just coming or going is left out.</summary>
    private async Task<ReplicaStatistics[]> CountPartsAsync(DeploymentRow row, CancellationToken cancellationToken)
    {
        if (row.State != DeploymentStatus.Running)
        {
            return [];
        }

        var counting = row.Kind switch
        {
            DeploymentType.NeuralNetwork => (await ServedAsync(row, cancellationToken)).Select(
                replica => TryCountAsync(GrainFactory.GetGrain<IModelReplicaGrain>(replica.Id.ToString()).CountAsync, cancellationToken)),
            DeploymentType.Service => [TryCountAsync(GrainFactory.GetGrain<IServiceGrain>(row.DeploymentId.ToString()).CountAsync, cancellationToken)],
            _ => [],
        };
        return [.. (await Task.WhenAll(counting)).OfType<ReplicaStatistics>()];
    }

    private static async Task<ReplicaStatistics?> TryCountAsync(
        Func<CancellationToken, Task<ReplicaStatistics>> count, CancellationToken cancellationToken)
    {
        try
        {
            return await count(cancellationToken);
        }
        catch (Exception exception) when (IsExpected(exception) && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
