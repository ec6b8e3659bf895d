using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Namespaces.Trees;

/// <summary>A tree of files that are made when they are read and act when they are written. Nothing of it is stored.</summary>
/// <param name="name">Its name, without <c>#</c>.</param>
/// <param name="root">What lies in it.</param>
internal sealed class SyntheticTree(string name, TreeDirectory root) : Tree
{
    public override string Name => name;

    public override async Task<NamespaceEntry?> FindAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        (await WalkAsync(names, cancellationToken))?.Describe(names.Count == 0 ? Name : names[^1]);

    public override async Task<DirectoryPage> ListAsync(IReadOnlyList<string> names, string? after, int limit, CancellationToken cancellationToken) =>
        await WalkAsync(names, cancellationToken) is TreeDirectory directory
            ? await directory.ListAsync(after, limit, cancellationToken)
            : throw Gone(names, "directory");

    public override async Task<IReadOnlySet<string>> FindNamesAsync(
        IReadOnlyList<string> names, IReadOnlyCollection<string> children, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (await WalkAsync(names, cancellationToken) is TreeDirectory directory)
        {
            foreach (var child in children)
            {
                if (await directory.WalkAsync(child, cancellationToken) is not null)
                {
                    found.Add(child);
                }
            }
        }

        return found;
    }

    public override async Task<FileContent> ReadAsync(IReadOnlyList<string> names, string principal, CancellationToken cancellationToken) =>
        await (await FileAsync(names, cancellationToken)).ReadAsync(principal, cancellationToken);

    public override async Task<FileContent> WriteAsync(
        IReadOnlyList<string> names, ReadOnlyMemory<byte> content, string principal, CancellationToken cancellationToken) =>
        await (await FileAsync(names, cancellationToken)).WriteAsync(content, principal, cancellationToken);

    private async Task<TreeFile> FileAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        await WalkAsync(names, cancellationToken) as TreeFile ?? throw Gone(names, "file");

    private async Task<TreeNode?> WalkAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        TreeNode? node = root;
        foreach (var next in names)
        {
            node = node is TreeDirectory directory ? await directory.WalkAsync(next, cancellationToken) : null;
        }

        return node;
    }

    private RefusedException Gone(IReadOnlyList<string> names, string what) =>
        RefusedException.NotFound($"There is no {what} #{Name}/{string.Join('/', names)}.");
}
