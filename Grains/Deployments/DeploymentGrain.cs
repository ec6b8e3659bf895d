using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Placement;
using Microsoft.Extensions.Logging;

namespace InfernoOrleans.Grains.Deployments;

/// <inheritdoc cref="IDeploymentGrain"/>
[LoadAwarePlacement, GrainType("deployment")]
internal sealed partial class DeploymentGrain(DeploymentTable deployments, ILogger<DeploymentGrain> logger) : Grain, IDeploymentGrain
{
    public async Task<DeploymentInfo> DescribeAsync(CancellationToken cancellationToken) =>
        (await FindAsync(cancellationToken)).ToInfo();

    public async Task TerminateAsync(CancellationToken cancellationToken)
    {
        var row = await FindAsync(cancellationToken);

        // The row goes first: a replica that is called through an old route meanwhile finds it gone and refuses.
        await deployments.DeleteAsync(row.DeploymentId, cancellationToken);
        LogTerminated(row.DeploymentId, row.Name);
        DeactivateOnIdle();

        foreach (var replica in row.ToRoute().Replicas)
        {
            // Whoever asked may be gone by now; the replica has to go all the same.
            await GrainFactory.GetGrain<IModelReplicaGrain>(replica.ToString()).RetireAsync(CancellationToken.None);
        }
    }

    private async Task<DeploymentRow> FindAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        var row = DeploymentId.TryParse(key, out var id) ? await deployments.FindAsync(id, cancellationToken) : null;
        if (row is null)
        {
            DeactivateOnIdle();
            throw DeploymentTable.Unknown(key);
        }

        return row;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Deployment} '{Name}' is terminated")]
    private partial void LogTerminated(DeploymentId deployment, string name);
}
