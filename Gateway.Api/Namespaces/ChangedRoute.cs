using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Gateway.Api.Namespaces;

/// <summary>Which deployment a command that is written to a file may stop or start, so that this gateway no longer takes its old routes.</summary>
internal static class ChangedRoute
{
    private const string Control = "ctl";

    /// <summary>Finds its id and its name; neither for other files.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(
        IGrainFactory grains, string? process, string path, CancellationToken cancellationToken)
    {
        if (!path.TrimEnd('/').EndsWith($"/{Control}", StringComparison.Ordinal))
        {
            return [];
        }

        try
        {
            var found = await grains.GetGrain<INamespaceGrain>(0).ResolveAsync(process, path, cancellationToken);
            return await IdOfAsync(found, grains, cancellationToken) is { } id ? [id.ToString(), .. await NamesOfAsync(id, grains, cancellationToken)] : [];
        }
        catch (RefusedException)
        {
            // The write says it better.
            return [];
        }
    }

    private static async Task<DeploymentId?> IdOfAsync(string treePath, IGrainFactory grains, CancellationToken cancellationToken) => treePath.Split('/') switch
    {
        ["#proc", var process, Control] when DeploymentId.TryParseProcess(process, out var id) => id,
        ["#models", var idOrName, Control] => await grains.GetGrain<IDeploymentDirectoryGrain>(0).ResolveAsync(idOrName, cancellationToken),
        _ => null,
    };

    private static async Task<IEnumerable<string>> NamesOfAsync(DeploymentId id, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var query = new DeploymentQuery(Type: null, Status: null, Name: null, id.Number - 1, Limit: 1);
        return (await grains.GetGrain<IDeploymentDirectoryGrain>(0).ListAsync(query, cancellationToken)).Select(deployment => deployment.Name);
    }
}
