using System.Globalization;
using System.Text;
using System.Text.Unicode;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;
using FileNames = InfernoOrleans.Grains.Interfaces.Naming.Names;

namespace InfernoOrleans.Grains.Namespaces.Trees;

/// <summary>
/// <c>#ns</c>: the files and directories that users make, by the number of the namespace in which they made them; <c>#ns/0</c> is the root of
/// that of the cluster.
/// </summary>
internal sealed class StoredTree(StoredFiles files) : Tree
{
    public override string Name => TreePath.Stored;

    public override bool LooksNameByName => false;

    public override async Task<NamespaceEntry?> FindAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        if (names.Count == 0)
        {
            return new NamespaceEntry(Name, IsDirectory: true);
        }

        if (!TryParse(names[0], out var space))
        {
            return null;
        }

        return names.Count == 1
            ? await files.HasNamespaceAsync(space, cancellationToken) ? new NamespaceEntry(names[0], IsDirectory: true, CanWrite: true) : null
            : (await files.FindAsync(space, Below(names), cancellationToken))?.ToEntry();
    }

    public override async Task<DirectoryPage> ListAsync(
        IReadOnlyList<string> names, string? after, int limit, CancellationToken cancellationToken)
    {
        if (names.Count == 0)
        {
            var last = -1L;
            if (after is not null && !TryParse(after, out last))
            {
                throw NoCursor();
            }

            var numbers = await files.ListNamespacesAsync(last, limit, cancellationToken);
            return Page(numbers.Select(number => new NamespaceEntry(Text(number), IsDirectory: true, CanWrite: true)), limit);
        }

        if (after is not null && !FileNames.IsFileName(after))
        {
            throw NoCursor();
        }

        var found = await files.ListAsync(Parse(names), Below(names), after ?? string.Empty, limit, cancellationToken);
        return Page(found.Select(file => file.ToEntry()), limit);
    }

    public override async Task<IReadOnlySet<string>> FindNamesAsync(
        IReadOnlyList<string> names, IReadOnlyCollection<string> children, CancellationToken cancellationToken) =>
        names.Count == 0
            ? await base.FindNamesAsync(names, children, cancellationToken)
            : await files.FindNamesAsync(Parse(names), Below(names), children, cancellationToken);

    public override async Task<FileContent> ReadAsync(IReadOnlyList<string> names, string principal, CancellationToken cancellationToken) =>
        await files.ReadAsync(Parse(names), Below(names), cancellationToken) is { } content ? Content(content) : throw Gone(names);

    public override async Task<FileContent> WriteAsync(
        IReadOnlyList<string> names, ReadOnlyMemory<byte> content, string principal, CancellationToken cancellationToken) =>
        await files.WriteAsync(Parse(names), Below(names), content, cancellationToken) ? Content(content) : throw Gone(names);

    public override Task CreateAsync(IReadOnlyList<string> names, ReadOnlyMemory<byte>? content, CancellationToken cancellationToken) =>
        names.Count > 1
            ? files.CreateAsync(Parse(names), Below(names), content, cancellationToken)
            : throw new RefusedException(RefusalReason.Forbidden, "Namespaces are made with their processes.", "path");

    public override async Task RemoveAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        if (names.Count <= 1)
        {
            throw new RefusedException(RefusalReason.Forbidden, "Namespaces go with their processes.", "path");
        }

        if (!await files.DeleteAsync(Parse(names), Below(names), cancellationToken))
        {
            throw Gone(names);
        }
    }

    private static long Parse(IReadOnlyList<string> names) => TryParse(names[0], out var space) ? space : throw Gone(names);

    private static bool TryParse(string text, out long space) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out space) && Text(space) == text;

    private static string Text(long space) => space.ToString(CultureInfo.InvariantCulture);

    private static string[] Below(IReadOnlyList<string> names) => [.. names.Skip(1)];

    /// <summary>A page that is full may not be the last.</summary>
    private static DirectoryPage Page(IEnumerable<NamespaceEntry> entries, int limit)
    {
        NamespaceEntry[] page = [.. entries];
        return new DirectoryPage(page, page.Length == limit ? page[^1].Name : null);
    }

    /// <summary>Text where it is one that a terminal can show.</summary>
    private static FileContent Content(ReadOnlyMemory<byte> content)
    {
        var isText = Utf8.IsValid(content.Span) && !Encoding.UTF8.GetString(content.Span).Any(character => char.IsControl(character) && character is not ('\t' or '\r' or '\n'));
        return new FileContent(content, isText ? "text/plain" : "application/octet-stream");
    }

    private static RefusedException Gone(IReadOnlyList<string> names) =>
        new(RefusalReason.NotFound, $"'{names[^1]}' is not there any more.", "path");

    private static RefusedException NoCursor() =>
        RefusedException.Invalid("cursor", "cursor must be one that the page before of this directory gave.");
}
