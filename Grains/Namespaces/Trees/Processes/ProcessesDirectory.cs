using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Namespaces;

namespace InfernoOrleans.Grains.Namespaces.Trees.Processes;

/// <summary><c>#proc</c>: the process of every deployment, <c>proc-3</c>, oldest first.</summary>
internal sealed class ProcessesDirectory(DeploymentFinder deployments, DeploymentFiles files) : TreeDirectory
{
    public override async Task<TreeNode?> WalkAsync(string name, CancellationToken cancellationToken) =>
        DeploymentId.TryParseProcess(name, out var id) && await deployments.FindAsync(id, cancellationToken) is { } deployment
            ? files.Of(deployment)
            : null;

    public override async Task<DirectoryPage> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var from = 0L;
        if (after is not null)
        {
            from = DeploymentId.TryParseProcess(after, out var last) ? last.Number : throw NoCursor();
        }

        var found = await deployments.Directory.ListAsync(
            new DeploymentQuery(Type: null, Status: null, Name: null, from, limit + 1), cancellationToken);
        return Page([.. found.Select(deployment => deployment.Id.ProcessId)], limit);
    }
}
