using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace InfernoOrleans.Grains.Namespaces;

/// <inheritdoc cref="INamespaceGrain"/>
/// <remarks>Calls interleave: files tell of grains that may take long to answer.</remarks>
[StatelessWorker, Reentrant, GrainType("namespace")]
internal sealed class NamespaceGrain(NamespaceTable table, Forest forest, IOptions<NamespaceOptions> options) : Grain, INamespaceGrain
{
    private const int MostEntries = 1_000;

    public async Task<NamespaceEntry> StatAsync(string? process, string path, CancellationToken cancellationToken)
    {
        var parsed = NamespacePath.Parse(path, "path");
        var walk = await WalkAsync(process, cancellationToken);
        var place = await FindAsync(walk, parsed, cancellationToken);
        return place.Entry with
        {
            Name = parsed.Name,
            CanWrite = place.Entry.IsDirectory ? await walk.FindCreatingAsync(place, cancellationToken) is not null : place.Entry.CanWrite,
        };
    }

    public async Task<DirectoryPage> ListAsync(string? process, string path, string? after, int limit, CancellationToken cancellationToken)
    {
        var parsed = NamespacePath.Parse(path, "path");
        var cursor = ListCursor.Parse(after);
        if (limit is < 1 or > MostEntries)
        {
            throw RefusedException.Invalid("limit", $"limit must be a whole number from 1 to {MostEntries:N0}.");
        }

        var place = await FindAsync(await WalkAsync(process, cancellationToken), parsed, cancellationToken);
        return place.Entry.IsDirectory
            ? await new UnionListing(place.Elements, forest).ListAsync(cursor, limit, cancellationToken)
            : throw new RefusedException(RefusalReason.Conflict, $"'{parsed.Name}' is a file, not a directory.", "path");
    }

    public async Task<FileContent> ReadAsync(string? process, string path, CancellationToken cancellationToken)
    {
        var parsed = NamespacePath.Parse(path, "path");
        var place = await FindFileAsync(await WalkAsync(process, cancellationToken), parsed, cancellationToken) ?? throw parsed.Missing("path");
        return place.Entry.CanRead
            ? await forest.TreeOf(place.Path).ReadAsync(place.Path.Names, cancellationToken)
            : throw new RefusedException(RefusalReason.Forbidden, $"'{parsed.Name}' cannot be read, only written.", "path");
    }

    public async Task<FileContent> WriteAsync(string? process, string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var parsed = NamespacePath.Parse(path, "path");
        var walk = await WalkAsync(process, cancellationToken);
        if (await FindFileAsync(walk, parsed, cancellationToken) is { } place)
        {
            return place.Entry.CanWrite
                ? await forest.TreeOf(place.Path).WriteAsync(place.Path.Names, content, cancellationToken)
                : throw new RefusedException(RefusalReason.Forbidden, $"'{parsed.Name}' cannot be written.", "path");
        }

        // Where all that is bound there is gone, what it hides is not written.
        if (await walk.FindPointAsync(parsed, cancellationToken) is not null)
        {
            throw parsed.Missing("path");
        }

        var created = await CreateAsync(walk, parsed, content, cancellationToken);
        return await forest.TreeOf(created).ReadAsync(created.Names, cancellationToken);
    }

    public async Task<NamespaceEntry> CreateDirectoryAsync(string? process, string path, CancellationToken cancellationToken)
    {
        var parsed = NamespacePath.Parse(path, "path");
        var walk = await WalkAsync(process, cancellationToken);
        if (await walk.FindPointAsync(parsed, cancellationToken) is not null)
        {
            throw new RefusedException(RefusalReason.Conflict, $"'{parsed.Name}' is there already.", "path");
        }

        var created = await CreateAsync(walk, parsed, content: null, cancellationToken);
        return await forest.FindAsync(created, cancellationToken) ?? throw parsed.Missing("path");
    }

    public async Task RemoveAsync(string? process, string path, CancellationToken cancellationToken)
    {
        var parsed = NamespacePath.Parse(path, "path");
        var view = await table.ReadAsync(process, cancellationToken);
        if (await new NamespaceWalk(view, forest).FindPointAsync(parsed, cancellationToken) is not var (point, _))
        {
            throw parsed.Missing("path");
        }

        if (parsed.Names.Count == 0)
        {
            throw new RefusedException(RefusalReason.Forbidden, "The root cannot be removed.", "path");
        }

        if (view.Mounts.At(point) is not null)
        {
            throw new RefusedException(RefusalReason.Conflict, $"Something is bound or mounted at '{parsed.Name}'. Unmount it first.", "path");
        }

        await forest.TreeOf(point).RemoveAsync(point.Names, cancellationToken);
    }

    public async Task BindAsync(BindCommand command, CancellationToken cancellationToken)
    {
        var target = NamespacePath.Parse(command.Target, "target");
        var source = SourcePath.Parse(command.Source, "source", orOfTree: command.Mounts);
        if (!Enum.IsDefined(command.Order))
        {
            throw RefusedException.Invalid("order", "order must be replace, before or after.");
        }

        var view = await table.ReadAsync(command.Process, cancellationToken);
        var seen = command.Mounts && command.Process is not null ? await table.ReadAsync(process: null, cancellationToken) : view;
        var from = await source.FindAsync(seen, forest, cancellationToken) ?? throw source.Missing("source");
        if (await new NamespaceWalk(view, forest).FindPointAsync(target, cancellationToken) is not var (point, entry))
        {
            throw target.Missing("target");
        }

        if (from.Entry.IsDirectory != entry.IsDirectory)
        {
            throw new RefusedException(
                RefusalReason.Conflict,
                $"source is a {Kind(from.Entry)} and target is a {Kind(entry)}: a directory is bound to a directory, a file to a file.", "target");
        }

        if (!entry.IsDirectory && command.Order != BindOrder.Replace)
        {
            throw RefusedException.Invalid("order", "order must be replace for files: only directories make a union.");
        }

        if (!entry.IsDirectory && command.Creates)
        {
            throw RefusedException.Invalid("creates", "creates is for directories; target is a file.");
        }

        TreePath[] bound = [.. from.Elements.Select(element => element.Source)];
        await table.ChangeAsync(
            view.Id, point, mounts => mounts.Bind(point, bound, command.Order, command.Creates, options.Value), cancellationToken);
    }

    public async Task UnmountAsync(string? process, string? source, string target, CancellationToken cancellationToken)
    {
        // Paths of trees as well: what is gone has no other.
        var at = SourcePath.Parse(target, "target", orOfTree: true);
        var of = source is null ? null : SourcePath.Parse(source, "source", orOfTree: true);
        var view = await table.ReadAsync(process, cancellationToken);
        var point = await at.FindPointAsync(view, forest, cancellationToken) ?? throw at.Missing("target");
        var unmounted = of is null ? null : await ElementsAsync(of, view, cancellationToken);
        await table.ChangeAsync(
            view.Id,
            point,
            mounts =>
            {
                if (!mounts.Unmount(point, unmounted))
                {
                    throw new RefusedException(
                        RefusalReason.Conflict,
                        of is null ? "Nothing is bound or mounted at target." : "source is not bound or mounted at target.",
                        of is null ? "target" : "source");
                }
            },
            cancellationToken);
    }

    public async Task<IReadOnlyList<NamespaceBinding>> DescribeAsync(string? process, CancellationToken cancellationToken) =>
        (await table.ReadAsync(process, cancellationToken)).Mounts.Bindings;

    public async Task<string> ResolveAsync(string? process, string path, CancellationToken cancellationToken)
    {
        var parsed = NamespacePath.Parse(path, "path");
        return (await FindAsync(await WalkAsync(process, cancellationToken), parsed, cancellationToken)).Path.Text;
    }

    private static string Kind(NamespaceEntry entry) => entry.IsDirectory ? "directory" : "file";

    private static async Task<NamespacePlace> FindAsync(NamespaceWalk walk, NamespacePath path, CancellationToken cancellationToken) =>
        await walk.FindAsync(path, cancellationToken) ?? throw path.Missing("path");

    /// <summary>Null: there is nothing.</summary>
    /// <exception cref="RefusedException">There is a directory.</exception>
    private static async Task<NamespacePlace?> FindFileAsync(NamespaceWalk walk, NamespacePath path, CancellationToken cancellationToken)
    {
        var place = await walk.FindAsync(path, cancellationToken);
        return place is not { Entry.IsDirectory: true }
            ? place
            : throw new RefusedException(RefusalReason.Conflict, $"'{path.Name}' is a directory, not a file.", "path");
    }

    private async Task<NamespaceWalk> WalkAsync(string? process, CancellationToken cancellationToken) =>
        new(await table.ReadAsync(process, cancellationToken), forest);

    private async Task<TreePath> CreateAsync(
        NamespaceWalk walk, NamespacePath path, ReadOnlyMemory<byte>? content, CancellationToken cancellationToken)
    {
        var directory = await walk.FindAsync(path.Parent, cancellationToken);
        if (directory is not { Entry.IsDirectory: true })
        {
            throw path.Missing("path");
        }

        var created = await walk.FindCreatingAsync(directory, cancellationToken) is { } place
            ? place.Child(path.Name)
            : throw new RefusedException(RefusalReason.Forbidden, $"There is no '{path.Name}', and nothing can be created in its directory.", "path");
        await forest.TreeOf(created).CreateAsync(created.Names, content, cancellationToken);
        return created;
    }

    /// <summary>
    /// What a source stands for in the namespace, or else in that of the cluster, of which mounts are; and, where it is gone, the path of a
    /// tree that it is.
    /// </summary>
    private async Task<IReadOnlyList<TreePath>> ElementsAsync(SourcePath source, NamespaceView view, CancellationToken cancellationToken)
    {
        var place = await source.FindAsync(view, forest, cancellationToken);
        if (place is null && source.OfNamespace is not null && view.Id != 0)
        {
            place = await source.FindAsync(await table.ReadAsync(process: null, cancellationToken), forest, cancellationToken);
        }

        return place is not null
            ? [.. place.Elements.Select(element => element.Source)]
            : source.OfTree is { } path ? [path] : throw source.Missing("source");
    }
}
