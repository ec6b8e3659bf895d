using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Namespaces;

/// <summary>A path of a namespace, or one of a tree where that is allowed.</summary>
internal sealed record SourcePath(NamespacePath? OfNamespace, TreePath? OfTree)
{
    /// <summary>Reads a path.</summary>
    /// <param name="text">As a request gave it.</param>
    /// <param name="field">The field of the request.</param>
    /// <param name="orOfTree">Whether it may be a path of a tree.</param>
    /// <exception cref="RefusedException">It is none.</exception>
    public static SourcePath Parse(string? text, string field, bool orOfTree) =>
        orOfTree && text is ['#', ..] ? new SourcePath(null, TreePath.Parse(text, field)) : new SourcePath(NamespacePath.Parse(text, field), null);

    /// <summary>What it stands for; null for nothing. A path of a tree stands for what lies there, whatever is bound to it.</summary>
    public async Task<NamespacePlace?> FindAsync(NamespaceView view, Forest forest, CancellationToken cancellationToken)
    {
        if (OfTree is not { } path)
        {
            return await new NamespaceWalk(view, forest).FindAsync(OfNamespace!, cancellationToken);
        }

        return await forest.FindAsync(path, cancellationToken) is { } entry
            ? new NamespacePlace(path, entry, [new UnionElement(path, Creates: true)], Point: null)
            : null;
    }

    /// <summary>The point that it is; null for none. A path of a tree need not be there.</summary>
    public async Task<TreePath?> FindPointAsync(NamespaceView view, Forest forest, CancellationToken cancellationToken) =>
        OfTree ?? (await new NamespaceWalk(view, forest).FindPointAsync(OfNamespace!, cancellationToken))?.Point;

    /// <summary>That nothing is there.</summary>
    public RefusedException Missing(string field) =>
        OfNamespace?.Missing(field) ?? new RefusedException(RefusalReason.NotFound, $"{field}: there is no such file of a tree.", field);
}
