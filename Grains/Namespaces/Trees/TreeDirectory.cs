using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Namespaces.Trees;

/// <summary>A directory of a synthetic tree.</summary>
internal abstract class TreeDirectory : TreeNode
{
    /// <summary>What lies in it under a name; null for nothing.</summary>
    public abstract Task<TreeNode?> WalkAsync(string name, CancellationToken cancellationToken);

    /// <inheritdoc cref="Tree.ListAsync"/>
    public abstract Task<DirectoryPage> ListAsync(string? after, int limit, CancellationToken cancellationToken);

    public sealed override NamespaceEntry Describe(string name) => new(name, IsDirectory: true);

    /// <summary>A page of directories, of which one more than fit were asked for.</summary>
    protected static DirectoryPage Page(IReadOnlyList<string> names, int limit) => new(
        [.. names.Take(limit).Select(name => new NamespaceEntry(name, IsDirectory: true))], names.Count > limit ? names[limit - 1] : null);

    /// <summary>The refusal of what comes in place of where a page ended.</summary>
    protected static RefusedException NoCursor() =>
        RefusedException.Invalid("cursor", "cursor must be one that a page of this directory announced.");

    /// <summary>What it finds; null where that is refused because there is nothing.</summary>
    protected static async Task<T?> FindAsync<T>(Task<T> finding)
        where T : class
    {
        try
        {
            return await finding;
        }
        catch (RefusedException refusal) when (refusal.Reason == RefusalReason.NotFound)
        {
            return null;
        }
    }
}
