using System.Text;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Tests.Namespaces;

/// <summary>The namespace as a shell has it.</summary>
internal static class NamespaceCalls
{
    private static readonly CancellationToken None = CancellationToken.None;

    public static Task BindAsync(
        this INamespaceGrain space, string? process, string source, string target, BindOrder order = BindOrder.Replace, bool creates = false) =>
        space.BindAsync(new BindCommand(process, source, target, order, creates, Mounts: false), None);

    public static Task MountAsync(
        this INamespaceGrain space, string? process, string source, string target, BindOrder order = BindOrder.Replace, bool creates = false) =>
        space.BindAsync(new BindCommand(process, source, target, order, creates, Mounts: true), None);

    public static Task UnmountAsync(this INamespaceGrain space, string? process, string? source, string target) =>
        space.UnmountAsync(process, source, target, None);

    /// <summary>All names in a directory, read page by page.</summary>
    public static async Task<string> LsAsync(this INamespaceGrain space, string? process, string path, int page = 3)
    {
        var names = new List<string>();
        string? cursor = null;
        do
        {
            var next = await space.ListAsync(process, path, cursor, page, None);
            Assert.InRange(next.Entries.Count, 0, page);
            names.AddRange(next.Entries.Select(entry => entry.IsDirectory ? entry.Name + "/" : entry.Name));
            cursor = next.Next;
        }
        while (cursor is not null);

        return string.Join(' ', names);
    }

    public static async Task<string> CatAsync(this INamespaceGrain space, string? process, string path) =>
        Encoding.UTF8.GetString((await space.ReadAsync(process, path, None)).Bytes.Span);

    public static Task EchoAsync(this INamespaceGrain space, string? process, string text, string path) =>
        space.WriteAsync(process, path, Encoding.UTF8.GetBytes(text), None);

    public static Task MkdirAsync(this INamespaceGrain space, string? process, params string[] paths) =>
        paths.Aggregate(Task.CompletedTask, async (before, path) =>
        {
            await before;
            await space.CreateDirectoryAsync(process, path, None);
        });

    public static Task RmAsync(this INamespaceGrain space, string? process, string path) => space.RemoveAsync(process, path, None);

    public static Task<string> ResolveAsync(this INamespaceGrain space, string? process, string path) => space.ResolveAsync(process, path, None);

    /// <summary>Asserts that a call is refused, and why.</summary>
    public static async Task<RefusedException> AssertRefusedAsync(RefusalReason reason, Func<Task> call, string? field = null)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(call);
        Assert.Equal(reason, refused.Reason);
        if (field is not null)
        {
            Assert.Equal(field, refused.Field);
        }

        return refused;
    }
}
