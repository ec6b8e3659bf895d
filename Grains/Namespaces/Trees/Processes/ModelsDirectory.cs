using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Naming;

namespace InfernoOrleans.Grains.Namespaces.Trees.Processes;

/// <summary>
/// <c>#models</c>: deployed networks and services, by their ids, oldest first, and then by name, of which each means the newest Running one.
/// The name of one that has failed, where none runs, is found but not listed.
/// </summary>
internal sealed class ModelsDirectory(DeploymentFinder deployments, DeploymentFiles files) : TreeDirectory
{
    /// <summary>Where the ids end; no id, and no name of a deployment begins with a slash.</summary>
    private const string EndOfIds = "/";

    public override async Task<TreeNode?> WalkAsync(string name, CancellationToken cancellationToken)
    {
        // No deployment is called as a process is: a union with #proc asks for those of all processes.
        var byName = !DeploymentId.TryParse(name, out var id);
        var found = !byName ? await deployments.FindAsync(id, cancellationToken)
            : DeploymentId.TryParseProcess(name, out _) ? null
            : await deployments.FindNamedAsync(name, cancellationToken);
        return found is { Type: DeploymentType.NeuralNetwork or DeploymentType.Service } ? files.Of(found, byName) : null;
    }

    public override async Task<DirectoryPage> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var entries = new List<NamespaceEntry>();
        if (after is null || DeploymentId.TryParse(after, out _))
        {
            _ = DeploymentId.TryParse(after, out var last);
            var page = Page(await ListIdsAsync(last.Number, limit + 1, cancellationToken), limit);
            if (page.Next is not null)
            {
                return page;
            }

            entries.AddRange(page.Entries);
            after = EndOfIds;
        }

        if (after != EndOfIds && !Names.IsFileName(after))
        {
            throw NoCursor();
        }

        var names = await deployments.Directory.ListNamesAsync(
            after == EndOfIds ? string.Empty : after, limit - entries.Count + 1, cancellationToken);
        if (entries.Count == limit)
        {
            return new DirectoryPage(entries, names.Count > 0 ? EndOfIds : null);
        }

        var rest = Page(names, limit - entries.Count);
        return rest with { Entries = [.. entries, .. rest.Entries] };
    }

    /// <summary>Networks and services by their numbers: of each kind those that come next, of which the first are taken.</summary>
    private async Task<IReadOnlyList<string>> ListIdsAsync(long after, int limit, CancellationToken cancellationToken)
    {
        Task<IReadOnlyList<DeploymentInfo>> Of(DeploymentType type) => deployments.Directory.ListAsync(
            new DeploymentQuery(type, Status: null, Name: null, after, limit), cancellationToken);
        var networks = await Of(DeploymentType.NeuralNetwork);
        var services = await Of(DeploymentType.Service);
        return [.. networks.Concat(services).OrderBy(deployment => deployment.Id.Number).Take(limit).Select(deployment => deployment.Id.ToString())];
    }
}
