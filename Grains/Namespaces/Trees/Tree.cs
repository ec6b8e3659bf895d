using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Namespaces.Trees;

/// <summary>
/// A tree of files that can be bound and mounted, as a device of Plan 9's kernel: <c>#models</c>, <c>#compute</c>. What lies in it is told by
/// the names that lead there from its root, which are valid names. Thread-safe.
/// </summary>
internal abstract class Tree
{
    /// <summary>Its name, without <c>#</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Tells what lies there; null for nothing. The root, which no name leads to, is there always.</summary>
    public abstract Task<NamespaceEntry?> FindAsync(IReadOnlyList<string> names, CancellationToken cancellationToken);

    /// <summary>Lists a directory that was found.</summary>
    /// <param name="names">What leads there.</param>
    /// <param name="after">The <see cref="DirectoryPage.Next"/> of the page before; null for the first page. Anything may be in it: it comes from clients.</param>
    /// <param name="limit">The most entries.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedException">It is gone meanwhile, or <paramref name="after"/> is none that this tree gave.</exception>
    public abstract Task<DirectoryPage> ListAsync(IReadOnlyList<string> names, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Whether <see cref="FindNamesAsync"/> looks for one name after another.</summary>
    public virtual bool LooksNameByName => true;

    /// <summary>Which of these names a directory has that was found.</summary>
    public virtual async Task<IReadOnlySet<string>> FindNamesAsync(
        IReadOnlyList<string> names, IReadOnlyCollection<string> children, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var child in children)
        {
            if (await FindAsync([.. names, child], cancellationToken) is not null)
            {
                found.Add(child);
            }
        }

        return found;
    }

    /// <summary>Reads a file that was found.</summary>
    /// <param name="names">What leads there.</param>
    /// <param name="principal">Who reads.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedException">It is gone meanwhile, or what it tells of does not answer.</exception>
    public abstract Task<FileContent> ReadAsync(IReadOnlyList<string> names, string principal, CancellationToken cancellationToken);

    /// <summary>Writes a file that was found and can be written.</summary>
    /// <param name="names">What leads there.</param>
    /// <param name="content">What to write.</param>
    /// <param name="principal">Who writes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What reading the open file would give now.</returns>
    /// <exception cref="RefusedException">What was written is refused, or it is gone meanwhile.</exception>
    public virtual Task<FileContent> WriteAsync(
        IReadOnlyList<string> names, ReadOnlyMemory<byte> content, string principal, CancellationToken cancellationToken) =>
        throw new RefusedException(RefusalReason.Forbidden, $"Nothing can be written in #{Name}.");

    /// <summary>Creates a file with its content, or a directory (where <paramref name="content"/> is null), in a directory that was found.</summary>
    /// <exception cref="RefusedException">It is there already, or nothing can be created there.</exception>
    public virtual Task CreateAsync(IReadOnlyList<string> names, ReadOnlyMemory<byte>? content, CancellationToken cancellationToken) =>
        throw new RefusedException(RefusalReason.Forbidden, $"Nothing can be created in #{Name}.");

    /// <summary>Removes a file, or a directory that is empty.</summary>
    /// <exception cref="RefusedException">It is not there, not empty, or cannot be removed.</exception>
    public virtual Task RemoveAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        throw new RefusedException(RefusalReason.Forbidden, $"Nothing can be removed from #{Name}.");
}
