using System.Text;
using InfernoOrleans.Cli.Output;
using InfernoOrleans.Cli.Rest;

namespace InfernoOrleans.Cli.Namespaces;

/// <summary>What can be done with files, for the commands and for the shell alike: in one namespace, from one directory.</summary>
/// <param name="client">The server.</param>
/// <param name="terminal">Where it is shown.</param>
/// <param name="process">Whose view; null for the cluster's.</param>
internal sealed class FileCommands(InfernoClient client, Terminal terminal, string? process)
{
    private static readonly UTF8Encoding Text = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Where relative paths begin.</summary>
    public string Directory { get; private set; } = FilePath.Root;

    public async Task ChangeDirectoryAsync(string path, CancellationToken cancellationToken)
    {
        var target = Resolve(path);
        Directory = (await client.StatFileAsync(target, process, cancellationToken)).IsDirectory()
            ? target
            : throw new CommandFailedException($"{target} is a file, not a directory.");
    }

    /// <summary>Lists directories; of several the names are whole paths.</summary>
    public async Task ListAsync(IReadOnlyList<string> paths, bool isLong, CancellationToken cancellationToken)
    {
        // One document; for people each page is shown as soon as it is there.
        var document = new List<FileItem>();
        foreach (var path in paths.Count == 0 ? [Directory] : paths.Select(Resolve))
        {
            var item = await client.StatFileAsync(path, process, cancellationToken);
            if (!item.IsDirectory())
            {
                Show([item with { Name = path }]);
                continue;
            }

            var prefix = paths.Count > 1 ? $"{path.TrimEnd('/')}/" : "";
            await foreach (var page in client.ListFilesAsync(path, process, cancellationToken))
            {
                Show(page.Select(entry => entry with { Name = prefix + entry.Name }));
            }
        }

        if (terminal.Json) { terminal.WriteJson(document, InfernoJson.Readable.IReadOnlyListFileItem); }

        void Show(IEnumerable<FileItem> items)
        {
            if (terminal.Json)
            {
                document.AddRange(items);
                return;
            }

            foreach (var item in items) { terminal.WriteLine(isLong ? FileLine.Long(item) : item.Name); }
        }
    }

    public async Task ReadAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var read = new List<FileText>();
        foreach (var path in paths.Select(Resolve))
        {
            var file = await client.ReadFileAsync(path, process, cancellationToken);
            if (terminal.Json)
            {
                read.Add(FileText.Of(path, file));
            }
            else
            {
                terminal.WriteBytes(file.Bytes);
            }
        }

        if (terminal.Json) { terminal.WriteJson(read, InfernoJson.Readable.IReadOnlyListFileText); }
    }

    /// <summary>Writes a text, and shows what the file answers: a stored one only gives it back.</summary>
    public async Task WriteAsync(string text, string path, CancellationToken cancellationToken)
    {
        var target = Resolve(path);
        var content = Text.GetBytes(text);
        var answer = await client.WriteFileAsync(target, content, process, cancellationToken);
        if (terminal.Json)
        {
            terminal.WriteJson(FileText.Of(target, answer), InfernoJson.Readable.FileText);
        }
        else if (!answer.Bytes.AsSpan().SequenceEqual(content))
        {
            terminal.WriteBytes(answer.Bytes);
        }
    }

    public async Task CreateDirectoriesAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var made = new List<FileItem>();
        foreach (var path in paths.Select(Resolve))
        {
            made.Add(await client.CreateDirectoryAsync(path, process, cancellationToken) with { Name = path });
        }

        if (terminal.Json) { terminal.WriteJson(made, InfernoJson.Readable.IReadOnlyListFileItem); }
    }

    /// <summary>Removes a file or an empty directory.</summary>
    /// <returns>A sentence about it.</returns>
    public async Task<string> RemoveAsync(string path, CancellationToken cancellationToken) =>
        (await client.RemoveFileAsync(Resolve(path), process, cancellationToken)).Message ?? $"{path} removed";

    /// <param name="source">What is to be seen; a path of a tree, <c>#models/deploy-3</c>, is left as it is.</param>
    /// <param name="target">Where.</param>
    /// <param name="order"><c>before</c>, <c>after</c>, or null to replace what is there.</param>
    /// <param name="creates">Whether files may be created in it.</param>
    /// <param name="mounts">Whether the source is a path of the cluster's namespace, or of a tree.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task BindAsync(string source, string target, string? order, bool creates, bool mounts, CancellationToken cancellationToken) =>
        Tell(await client.BindAsync(
            new NamespaceBindRequest(ResolveSource(source), Resolve(target), order, creates ? true : null), mounts, process, cancellationToken));

    public async Task UnmountAsync(string? source, string target, CancellationToken cancellationToken) => Tell(await client.UnmountAsync(
        new NamespaceUnmountRequest(ResolveSource(target), source is null ? null : ResolveSource(source)), process, cancellationToken));

    public async Task ShowBindingsAsync(CancellationToken cancellationToken)
    {
        var bindings = await client.ListBindingsAsync(process, cancellationToken);
        if (terminal.Json)
        {
            terminal.WriteJson(bindings, InfernoJson.Readable.IReadOnlyListBindingItem);
            return;
        }

        foreach (var binding in bindings) { terminal.WriteLine(binding.Command); }
    }

    /// <summary>As in Plan 9, nothing is said where nothing went wrong.</summary>
    private void Tell(NamespaceChanged changed)
    {
        if (terminal.Json) { terminal.WriteJson(changed, InfernoJson.Readable.NamespaceChanged); }
    }

    private string Resolve(string path) => FilePath.Resolve(Directory, path);

    private string ResolveSource(string path) => path.StartsWith('#') ? path : Resolve(path);
}
