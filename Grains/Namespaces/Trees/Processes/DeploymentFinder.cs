using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Namespaces.Trees.Processes;

/// <summary>Finds deployments by their rows, so that a name which stands for nothing brings no grain to life.</summary>
internal sealed class DeploymentFinder(IGrainFactory grains)
{
    public IDeploymentDirectoryGrain Directory => grains.GetGrain<IDeploymentDirectoryGrain>(0);

    /// <summary>The deployment with that id, without its steps and its task; null when there is none.</summary>
    public async Task<DeploymentInfo?> FindAsync(DeploymentId id, CancellationToken cancellationToken)
    {
        var found = await Directory.ListAsync(new DeploymentQuery(Type: null, Status: null, Name: null, id.Number - 1, Limit: 1), cancellationToken);
        return found is [var deployment] && deployment.Id == id ? deployment : null;
    }

    /// <summary>The deployment that a name stands for: the newest Running one, else the newest that has failed; null when there is none.</summary>
    public async Task<DeploymentInfo?> FindNamedAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(await Directory.ResolveAsync(name, cancellationToken), cancellationToken);
        }
        catch (RefusedException refusal) when (refusal.Reason == RefusalReason.NotFound)
        {
            return null;
        }
    }
}
