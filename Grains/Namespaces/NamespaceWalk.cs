using InfernoOrleans.Grains.Interfaces.Namespaces;

namespace InfernoOrleans.Grains.Namespaces;

/// <summary>
/// Walks in a namespace, name by name: each is looked for in the elements of the union that was reached, in their order, and what is found
/// is replaced by the union that is mounted there. Files are asked for only where there is a choice, at mount points and at the end: what
/// lies deeper is there only if its directory is.
/// </summary>
internal sealed class NamespaceWalk(NamespaceView view, Forest forest)
{
    /// <summary>What a path leads to, beneath what is bound there: the point at which a bind would be. Null: nothing.</summary>
    public async Task<(TreePath Point, NamespaceEntry Entry)?> FindPointAsync(NamespacePath path, CancellationToken cancellationToken)
    {
        var point = view.Root;
        NamespaceEntry? entry = null;
        for (var depth = 0; depth < path.Names.Count; depth++)
        {
            var union = view.Mounts.At(point);
            if (union is null)
            {
                (point, entry) = (point.Child(path.Names[depth]), null);
            }
            // A point that is gone cannot be crossed, though what is mounted there is not gone. The root is there as long as its namespace is.
            else if (depth > 0 && entry is null && await forest.FindAsync(point, cancellationToken) is null)
            {
                return null;
            }
            else if (union.Count == 1)
            {
                (point, entry) = (union[0].Source.Child(path.Names[depth]), null);
            }
            else if (await FindInAsync(union.Select(element => element.Source.Child(path.Names[depth])), cancellationToken) is { } found)
            {
                (point, entry) = found;
            }
            else
            {
                return null;
            }
        }

        entry ??= await forest.FindAsync(point, cancellationToken);
        return entry is null ? null : (point, entry);
    }

    /// <summary>What a path stands for; null for nothing, and where all that is bound there is gone.</summary>
    public async Task<NamespacePlace?> FindAsync(NamespacePath path, CancellationToken cancellationToken)
    {
        if (await FindPointAsync(path, cancellationToken) is not var (point, entry))
        {
            return null;
        }

        if (view.Mounts.At(point) is not { } union)
        {
            return new NamespacePlace(point, entry, [new UnionElement(point, Creates: true)], Point: null);
        }

        return await FindInAsync(union.Select(element => element.Source), cancellationToken) is var (first, found)
            ? new NamespacePlace(first, found, union, point)
            : null;
    }

    /// <summary>
    /// Where a file is to be created in a directory: in the first element whose bind allows it; where none does, in the directory that is a
    /// point itself, if it is still seen there.
    /// </summary>
    public async Task<TreePath?> FindCreatingAsync(NamespacePlace directory, CancellationToken cancellationToken)
    {
        var isAllowed = directory.Elements.Any(element => element.Creates);
        foreach (var element in directory.Elements.Where(element => isAllowed ? element.Creates : element.Source == directory.Point))
        {
            if (await forest.FindAsync(element.Source, cancellationToken) is { IsDirectory: true, CanWrite: true })
            {
                return element.Source;
            }
        }

        return null;
    }

    private async Task<(TreePath Path, NamespaceEntry Entry)?> FindInAsync(IEnumerable<TreePath> paths, CancellationToken cancellationToken)
    {
        foreach (var path in paths)
        {
            if (await forest.FindAsync(path, cancellationToken) is { } entry)
            {
                return (path, entry);
            }
        }

        return null;
    }
}
