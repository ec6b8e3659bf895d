using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Namespaces;

/// <summary>Walks the paths of binds, mounts and unmounts: what is bound is where they lead now, and stays so.</summary>
internal sealed class MountChanges(Forest forest, NamespaceOptions options)
{
    /// <summary>Binds what a process sees, or mounts what the cluster sees.</summary>
    /// <param name="command">As a request gave it.</param>
    /// <param name="view">The namespace that is to be changed.</param>
    /// <param name="cluster">That of the cluster.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedException">A path is invalid or stands for nothing, or they do not go together.</exception>
    public async Task<MountChange> BindAsync(BindCommand command, NamespaceView view, NamespaceView cluster, CancellationToken cancellationToken)
    {
        var target = NamespacePath.Parse(command.Target, "target");
        var source = SourcePath.Parse(command.Source, "source", orOfTree: command.Mounts);
        if (!Enum.IsDefined(command.Order))
        {
            throw RefusedException.Invalid("order", "order must be replace, before or after.");
        }

        var from = await source.FindAsync(command.Mounts ? cluster : view, forest, cancellationToken) ?? throw source.Missing("source");
        if (await new NamespaceWalk(view, forest).FindPointAsync(target, cancellationToken) is not var (point, entry))
        {
            throw target.Missing("target");
        }

        RequireFitting(command, from.Entry, entry);
        TreePath[] bound = [.. from.Elements.Select(element => element.Source)];
        return new MountChange(point, mounts => mounts.Bind(point, bound, command.Order, command.Creates, options));
    }

    /// <summary>Takes away what was bound or mounted.</summary>
    /// <param name="source">What; null for all.</param>
    /// <param name="target">Where. Both may be paths of trees: what is gone has no other.</param>
    /// <param name="view">The namespace that is to be changed.</param>
    /// <param name="cluster">That of the cluster.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedException">A path is invalid or stands for nothing.</exception>
    public async Task<MountChange> UnmountAsync(
        string? source, string? target, NamespaceView view, NamespaceView cluster, CancellationToken cancellationToken)
    {
        var at = SourcePath.Parse(target, "target", orOfTree: true);
        var of = source is null ? null : SourcePath.Parse(source, "source", orOfTree: true);
        var point = await at.FindPointAsync(view, forest, cancellationToken) ?? throw at.Missing("target");
        var meant = of is null ? [null] : await MeantAsync(of, view, cluster, cancellationToken);
        return new MountChange(
            point,
            mounts =>
            {
                if (!meant.Any(elements => mounts.Unmount(point, elements)))
                {
                    throw of is null
                        ? new RefusedException(RefusalReason.Conflict, "Nothing is bound or mounted at target.", "target")
                        : new RefusedException(RefusalReason.Conflict, "source is not bound or mounted at target.", "source");
                }
            });
    }

    private static void RequireFitting(BindCommand command, NamespaceEntry source, NamespaceEntry target)
    {
        if (source.IsDirectory != target.IsDirectory)
        {
            throw new RefusedException(
                RefusalReason.Conflict,
                $"source is a {Kind(source)} and target is a {Kind(target)}: a directory is bound to a directory, a file to a file.",
                "target");
        }

        if (!target.IsDirectory && command.Order != BindOrder.Replace)
        {
            throw RefusedException.Invalid("order", "order must be replace for files: only directories make a union.");
        }

        if (!target.IsDirectory && command.Creates)
        {
            throw RefusedException.Invalid("creates", "creates is for directories; target is a file.");
        }
    }

    private static string Kind(NamespaceEntry entry) => entry.IsDirectory ? "directory" : "file";

    /// <summary>
    /// What a source may stand for: what it is in the namespace, of which binds are, or else in that of the cluster, of which mounts are; and,
    /// where it is gone, the path of a tree that it is.
    /// </summary>
    private async Task<IReadOnlyList<IReadOnlyList<TreePath>?>> MeantAsync(
        SourcePath source, NamespaceView view, NamespaceView cluster, CancellationToken cancellationToken)
    {
        NamespacePlace?[] places = [await source.FindAsync(view, forest, cancellationToken), await source.FindAsync(cluster, forest, cancellationToken)];
        TreePath[][] meant = [.. places.OfType<NamespacePlace>().Select(place => place.Elements.Select(element => element.Source).ToArray())];
        return meant.Length > 0 ? meant
            : source.OfTree is { } path ? [[path]]
            : throw source.Missing("source");
    }
}
