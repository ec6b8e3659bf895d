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
    private const string Local = "local";

    public async Task<NamespaceEntry> StatAsync(string? process, string path, CancellationToken cancellationToken)
    {
        var parsed = NamespacePath.Parse(path, "path");
        var walk = await WalkAsync(process, cancellationToken);
        var place = await FindAsync(walk, parsed, cancellationToken);
        return place.Entry with
        {
            Name = parsed.Name,
            CanWrite = place.Point is not null && place.Entry.IsDirectory ? await walk.FindCreatingAsync(place, cancellationToken) is not null : place.Entry.CanWrite,
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

    public Task<FileContent> ReadAsync(string? process, string path, CancellationToken cancellationToken) =>
        ReadAsync(process, path, Local, cancellationToken);

    public async Task<FileContent> ReadAsync(string? process, string path, string principal, CancellationToken cancellationToken)
    {
        var parsed = NamespacePath.Parse(path, "path");
        var place = await FindFileAsync(await WalkAsync(process, cancellationToken), parsed, cancellationToken) ?? throw parsed.Missing("path");
        return await forest.TreeOf(place.Path).ReadAsync(place.Path.Names, principal, cancellationToken);
    }

    public Task<FileContent> WriteAsync(string? process, string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        WriteAsync(process, path, content, Local, cancellationToken);

    public async Task<FileContent> WriteAsync(
        string? process, string path, ReadOnlyMemory<byte> content, string principal, CancellationToken cancellationToken)
    {
        var parsed = NamespacePath.Parse(path, "path");
        var view = await table.ReadAsync(process, cancellationToken);
        var walk = new NamespaceWalk(view, forest);
        if (await FindFileAsync(walk, parsed, cancellationToken) is { } place)
        {
            return place.Entry.CanWrite
                ? await forest.TreeOf(place.Path).WriteAsync(place.Path.Names, content, principal, cancellationToken)
                : throw new RefusedException(RefusalReason.Forbidden, $"'{parsed.Name}' cannot be written.", "path");
        }

        // Where all that is bound there is gone, what it hides is not written.
        if (await walk.FindPointAsync(parsed, cancellationToken) is var (point, _) && view.Mounts.At(point) is not null)
        {
            throw parsed.Missing("path");
        }

        var created = await CreateAsync(walk, parsed, content, cancellationToken);
        return await forest.TreeOf(created).ReadAsync(created.Names, principal, cancellationToken);
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
            throw NamespaceTable.IsPoint(parsed.Name);
        }

        await forest.TreeOf(point).RemoveAsync(point.Names, cancellationToken);
    }

    public async Task BindAsync(BindCommand command, CancellationToken cancellationToken)
    {
        var view = await table.ReadAsync(command.Process, cancellationToken);
        var change = await new MountChanges(forest, options.Value).BindAsync(command, view, await ClusterAsync(view, cancellationToken), cancellationToken);
        await table.ChangeAsync(view.Id, change, cancellationToken);
    }

    public async Task UnmountAsync(string? process, string? source, string target, CancellationToken cancellationToken)
    {
        var view = await table.ReadAsync(process, cancellationToken);
        var change = await new MountChanges(forest, options.Value).UnmountAsync(
            source, target, view, await ClusterAsync(view, cancellationToken), cancellationToken);
        await table.ChangeAsync(view.Id, change, cancellationToken);
    }

    public async Task<IReadOnlyList<NamespaceBinding>> DescribeAsync(string? process, CancellationToken cancellationToken) =>
        (await table.ReadAsync(process, cancellationToken)).Mounts.Bindings;

    public async Task<string> ResolveAsync(string? process, string path, CancellationToken cancellationToken)
    {
        var parsed = NamespacePath.Parse(path, "path");
        return (await FindAsync(await WalkAsync(process, cancellationToken), parsed, cancellationToken)).Path.Text;
    }

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

    /// <summary>The namespace of the cluster, of which is mounted.</summary>
    private async Task<NamespaceView> ClusterAsync(NamespaceView view, CancellationToken cancellationToken) =>
        view.Id == 0 ? view : await table.ReadAsync(process: null, cancellationToken);

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
}
