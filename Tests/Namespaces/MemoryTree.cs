using System.Text;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Namespaces.Trees;

namespace InfernoOrleans.Tests.Namespaces;

/// <summary>A tree whose files are kept in memory, by their paths within it. What it is asked is counted.</summary>
internal sealed class MemoryTree(string name) : Tree
{
    private readonly SortedDictionary<string, byte[]?> files = new(StringComparer.Ordinal);
    private readonly Lock guard = new();
    private int asked;

    public override string Name => name;

    /// <summary>How often it was asked what lies somewhere.</summary>
    public int Asked => asked;

    /// <summary>Adds directories, whose names end with a slash, and files that hold their own path.</summary>
    public MemoryTree With(params string[] paths)
    {
        foreach (var path in paths)
        {
            files[path.TrimEnd('/')] = path.EndsWith('/') ? null : Encoding.UTF8.GetBytes(path);
        }

        return this;
    }

    /// <summary>Ends a file, or a directory with all that is in it, as deployments end: no namespace is asked.</summary>
    public void Vanish(string path)
    {
        lock (guard)
        {
            foreach (var gone in files.Keys.Where(file => file == path || file.StartsWith(path + "/", StringComparison.Ordinal)).ToArray())
            {
                files.Remove(gone);
            }
        }
    }

    public override Task<NamespaceEntry?> FindAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref asked);
        lock (guard)
        {
            var path = string.Join('/', names);
            return Task.FromResult(
                names.Count == 0 ? new NamespaceEntry(name, IsDirectory: true, CanWrite: true)
                : files.TryGetValue(path, out var content) ? Entry(names[^1], content)
                : null);
        }
    }

    public override Task<DirectoryPage> ListAsync(IReadOnlyList<string> names, string? after, int limit, CancellationToken cancellationToken)
    {
        lock (guard)
        {
            NamespaceEntry[] page =
            [
                .. Inside(names).Where(file => string.CompareOrdinal(file.Name, after ?? string.Empty) > 0).Take(limit)
                    .Select(file => Entry(file.Name, file.Content)),
            ];
            return Task.FromResult(new DirectoryPage(page, page.Length == limit ? page[^1].Name : null));
        }
    }

    public override Task<FileContent> ReadAsync(IReadOnlyList<string> names, string principal, CancellationToken cancellationToken)
    {
        lock (guard)
        {
            return Task.FromResult(new FileContent(files[string.Join('/', names)], "text/plain"));
        }
    }

    public override Task<FileContent> WriteAsync(IReadOnlyList<string> names, ReadOnlyMemory<byte> content, string principal, CancellationToken cancellationToken)
    {
        lock (guard)
        {
            files[string.Join('/', names)] = content.ToArray();
            return Task.FromResult(new FileContent(content, "text/plain"));
        }
    }

    public override Task CreateAsync(IReadOnlyList<string> names, ReadOnlyMemory<byte>? content, CancellationToken cancellationToken)
    {
        lock (guard)
        {
            return files.TryAdd(string.Join('/', names), content?.ToArray())
                ? Task.CompletedTask
                : throw new RefusedException(RefusalReason.Conflict, "It is there already.");
        }
    }

    public override Task RemoveAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        lock (guard)
        {
            return !Inside(names).Any() && files.Remove(string.Join('/', names))
                ? Task.CompletedTask
                : throw new RefusedException(RefusalReason.Conflict, "It is not empty.");
        }
    }

    private static NamespaceEntry Entry(string called, byte[]? content) => new(called, IsDirectory: content is null, CanWrite: true, Length: content?.Length);

    private IEnumerable<(string Name, byte[]? Content)> Inside(IReadOnlyList<string> names)
    {
        var prefix = string.Concat(names.Select(part => part + "/"));
        return files.Where(file => file.Key.StartsWith(prefix, StringComparison.Ordinal) && file.Key.IndexOf('/', prefix.Length) < 0)
            .Select(file => (file.Key[prefix.Length..], file.Value));
    }
}
