using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Namespaces.Trees;

namespace InfernoOrleans.Grains.Namespaces;

/// <summary>All trees, by their names.</summary>
internal sealed class Forest(IEnumerable<Tree> trees)
{
    private readonly Dictionary<string, Tree> byName = trees.ToDictionary(tree => tree.Name, StringComparer.Ordinal);

    /// <summary>The tree of a path that was found.</summary>
    public Tree TreeOf(TreePath path) => byName[path.Tree];

    /// <summary>Whether the tree of a path looks for one name after another.</summary>
    public bool LooksNameByName(TreePath path) => byName.TryGetValue(path.Tree, out var tree) && tree.LooksNameByName;

    /// <summary>What lies at a path; null for nothing, and where there is no such tree.</summary>
    public Task<NamespaceEntry?> FindAsync(TreePath path, CancellationToken cancellationToken) =>
        byName.TryGetValue(path.Tree, out var tree) ? tree.FindAsync(path.Names, cancellationToken) : Task.FromResult<NamespaceEntry?>(null);
}
