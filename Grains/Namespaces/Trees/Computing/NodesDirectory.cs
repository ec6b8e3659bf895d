using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Naming;
using InfernoOrleans.Grains.Namespaces.Trees.Control;

namespace InfernoOrleans.Grains.Namespaces.Trees.Computing;

/// <summary><c>#compute/nodes</c>: the nodes that run tasks, by id.</summary>
internal sealed class NodesDirectory(IGrainFactory grains) : TreeDirectory
{
    public override async Task<TreeNode?> WalkAsync(string name, CancellationToken cancellationToken)
    {
        if (!MayBeId(name))
        {
            return null;
        }

        var grain = grains.GetGrain<IComputeNodeGrain>(name);
        return await FindAsync(grain.DescribeAsync(cancellationToken)) is { } node
            ? new FixedDirectory(
                ("status", ComputedFile.Of(node.Status.ToString())),
                ("ctl", ControlOf(node.Id, grain)),
                ("metadata", new ComputedFile(_ => Task.FromResult(TreeContent.Json(NodeFacts.From(node), TreeJson.Readable.NodeFacts)))),
                ("stats", new ComputedFile(_ => Task.FromResult(TreeContent.Json(NodeLoadFacts.From(node.Load), TreeJson.Readable.NodeLoadFacts)))),
                ("ns", NamespaceFile.Of(grains, process: null)))
            : null;
    }

    public override async Task<DirectoryPage> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        if (after is not null && !MayBeId(after))
        {
            throw NoCursor();
        }

        var found = await grains.GetGrain<IComputeDirectoryGrain>(0).ListNodesAsync(new NodeQuery(after ?? string.Empty, limit + 1), cancellationToken);
        return Page([.. found.Select(node => node.Id)], limit);
    }

    private static bool MayBeId(string text) =>
        text.Length <= Names.MaxLength && !string.IsNullOrWhiteSpace(text) && !text.Any(letter => char.IsControl(letter) || char.IsSurrogate(letter));

    private static ControlFile ControlOf(string id, IComputeNodeGrain node) => new(
        new ControlCommand("drain", async (_, cancellationToken) => $"{id} is {(await node.DrainAsync(cancellationToken)).Status}."),
        new ControlCommand("activate", async (_, cancellationToken) => $"{id} is {(await node.ActivateAsync(cancellationToken)).Status}."),
        new ControlCommand("remove", async (_, cancellationToken) =>
        {
            await node.DeleteAsync(cancellationToken);
            return $"{id} is removed.";
        }));
}
