using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Interfaces.Namespaces;

/// <summary>
/// The tree of files that the cluster is, as processes see it. A stateless worker: any key, by convention 0. It knows nothing of HTTP:
/// these are the operations of a Plan 9 file server (walk, stat, read, write, create, remove) and of its kernel (bind, mount, unmount).
/// </summary>
/// <remarks>
/// Paths are absolute, <c>/models/digits/ctl</c>; <c>..</c> goes up in the text, as in Plan 9, and never above the root. A process is named
/// by <c>proc-3</c>, whose view is used; null is the view of the cluster.
/// </remarks>
[Alias("inferno.namespace")]
public interface INamespaceGrain : IGrainWithIntegerKey
{
    /// <summary>Tells what a path stands for.</summary>
    /// <exception cref="RefusedException">There is no such process or file, or the path is invalid.</exception>
    [Alias("stat")]
    Task<NamespaceEntry> StatAsync(string? process, string path, CancellationToken cancellationToken);

    /// <summary>Lists a directory.</summary>
    /// <param name="process">Whose view.</param>
    /// <param name="path">The directory.</param>
    /// <param name="after">Where to go on: the <see cref="DirectoryPage.Next"/> of the page before; null for the first page.</param>
    /// <param name="limit">The most entries of a page, from 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedException">There is no such process or directory, or the path is invalid.</exception>
    [Alias("list")]
    Task<DirectoryPage> ListAsync(string? process, string path, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Reads a file as it is now.</summary>
    /// <param name="process">Whose view.</param>
    /// <param name="path">The file.</param>
    /// <param name="principal">Who reads: what a file keeps for whoever wrote it, it shows to nobody else.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedException">There is no such process or file, it is a directory, or what it tells of cannot be asked.</exception>
    [Alias("read-for"), ResponseTimeout("00:01:10")]
    Task<FileContent> ReadAsync(string? process, string path, string principal, CancellationToken cancellationToken);

    /// <summary>The same for <c>local</c>, as whoever reads where there are no keys, and as gateways did before there were any.</summary>
    [Alias("read"), ResponseTimeout("00:01:10")]
    Task<FileContent> ReadAsync(string? process, string path, CancellationToken cancellationToken);

    /// <summary>Writes a file: a synthetic one acts on it, a stored one holds it from then on and is created if need be.</summary>
    /// <param name="process">Whose view.</param>
    /// <param name="path">The file.</param>
    /// <param name="content">What to write.</param>
    /// <param name="principal">Who writes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What reading the open file would give now: the answer of <c>data</c>, a sentence of <c>ctl</c>.</returns>
    /// <exception cref="RefusedException">There is no such process or file, it cannot be written, or what was written is refused.</exception>
    [Alias("write-for"), ResponseTimeout("00:01:10")]
    Task<FileContent> WriteAsync(string? process, string path, ReadOnlyMemory<byte> content, string principal, CancellationToken cancellationToken);

    /// <summary>The same for <c>local</c>.</summary>
    [Alias("write"), ResponseTimeout("00:01:10")]
    Task<FileContent> WriteAsync(string? process, string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Creates a directory.</summary>
    /// <exception cref="RefusedException">It is there already, or directories cannot be created there.</exception>
    [Alias("create-directory")]
    Task<NamespaceEntry> CreateDirectoryAsync(string? process, string path, CancellationToken cancellationToken);

    /// <summary>Removes a stored file, or an empty directory.</summary>
    /// <exception cref="RefusedException">It is not there, or cannot be removed.</exception>
    [Alias("remove")]
    Task RemoveAsync(string? process, string path, CancellationToken cancellationToken);

    /// <summary>Binds or mounts.</summary>
    /// <exception cref="RefusedException">A path stands for nothing, directory and file do not go together, or the namespace is full.</exception>
    [Alias("bind")]
    Task BindAsync(BindCommand command, CancellationToken cancellationToken);

    /// <summary>Undoes a bind or a mount.</summary>
    /// <param name="process">Whose namespace.</param>
    /// <param name="source">What is no longer to be seen there; null for all that was bound or mounted there.</param>
    /// <param name="target">Where.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedException">Nothing, or not that, is bound or mounted there.</exception>
    [Alias("unmount")]
    Task UnmountAsync(string? process, string? source, string target, CancellationToken cancellationToken);

    /// <summary>Lists what is bound and mounted in a namespace.</summary>
    /// <exception cref="RefusedException">There is no such process.</exception>
    [Alias("describe")]
    Task<IReadOnlyList<NamespaceBinding>> DescribeAsync(string? process, CancellationToken cancellationToken);

    /// <summary>The path of the tree that a path stands for: <c>#models/deploy-3</c> for <c>/models/digits</c> where that is bound to it.</summary>
    /// <exception cref="RefusedException">There is no such process or file, or the path is invalid.</exception>
    [Alias("resolve")]
    Task<string> ResolveAsync(string? process, string path, CancellationToken cancellationToken);
}
