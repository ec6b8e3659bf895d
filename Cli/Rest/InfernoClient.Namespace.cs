using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;

namespace InfernoOrleans.Cli.Rest;

/// <summary>The files of the namespace. Paths are absolute and cleaned; a process is the one whose view is meant, null for the cluster's.</summary>
internal sealed partial class InfernoClient
{
    private const string NamespaceRoot = "inferno/ns";

    public Task<FileItem> StatFileAsync(string path, string? process, CancellationToken cancellationToken) =>
        GetAsync(FileUrl(path) + Query(("stat", "true"), ("process", process)), InfernoJson.Default.FileItem, cancellationToken);

    /// <summary>What lies in a directory, page by page.</summary>
    public async IAsyncEnumerable<IReadOnlyList<FileItem>> ListFilesAsync(
        string path, string? process, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var url = FileUrl(path) + Query(("process", process), ("limit", "1000"));
        await foreach (var page in PagesAsync(url, InfernoJson.Default.IReadOnlyListFileItem, cancellationToken)) { yield return page.Items; }
    }

    public async Task<FileBytes> ReadFileAsync(string path, string? process, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, FileUrl(path) + Query(("process", process)));
        using var response = await SendAsync(request, answerTimeout, cancellationToken);
        return Header(response, "X-Inferno-Node") == "file"
            ? await ReadBytesAsync(response, cancellationToken)
            : throw new CommandFailedException($"{path} is a directory.");
    }

    /// <summary>Writes a file.</summary>
    /// <returns>What reading it would give now.</returns>
    public async Task<FileBytes> WriteFileAsync(string path, byte[] content, string? process, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, FileUrl(path) + Query(("process", process)));
        request.Content = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        using var response = await SendAsync(request, answerTimeout, cancellationToken);
        return await ReadBytesAsync(response, cancellationToken);
    }

    public Task<FileItem> CreateDirectoryAsync(string path, string? process, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Put, FileUrl(path) + Query(("directory", "true"), ("process", process)), body: null, InfernoJson.Default.FileItem,
            cancellationToken);

    public Task<DeleteAnswer> RemoveFileAsync(string path, string? process, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, FileUrl(path) + Query(("process", process)), body: null, InfernoJson.Default.DeleteAnswer, cancellationToken);

    public Task<NamespaceChanged> BindAsync(NamespaceBindRequest bind, bool mounts, string? process, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Post,
            $"{NamespaceRoot}/{(mounts ? "mount" : "bind")}" + Query(("process", process)),
            JsonContent.Create(bind, InfernoJson.Default.NamespaceBindRequest),
            InfernoJson.Default.NamespaceChanged,
            cancellationToken);

    public Task<NamespaceChanged> UnmountAsync(NamespaceUnmountRequest unmount, string? process, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Post,
            $"{NamespaceRoot}/unmount" + Query(("process", process)),
            JsonContent.Create(unmount, InfernoJson.Default.NamespaceUnmountRequest),
            InfernoJson.Default.NamespaceChanged,
            cancellationToken);

    public Task<IReadOnlyList<BindingItem>> ListBindingsAsync(string? process, CancellationToken cancellationToken) =>
        ListAsync(
            NamespaceRoot + Query(("bindings", "true"), ("process", process), ("limit", "1000")), InfernoJson.Default.IReadOnlyListBindingItem,
            cancellationToken);

    private static async Task<FileBytes> ReadBytesAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        new(await response.Content.ReadAsByteArrayAsync(cancellationToken), response.Content.Headers.ContentType?.MediaType);

    private static string FileUrl(string path) => NamespaceRoot + string.Concat(
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(name => $"/{Uri.EscapeDataString(name)}"));
}
