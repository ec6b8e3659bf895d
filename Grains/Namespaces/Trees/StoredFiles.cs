using System.Data.Common;
using System.Text;
using Dapper;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Namespaces.Trees;

/// <summary>The rows of <c>namespace_files</c>. A file is addressed by its namespace and the names that lead to it, one at least.</summary>
internal sealed class StoredFiles(Store store, IOptions<NamespaceOptions> options, TimeProvider time)
{
    /// <summary>The most bytes of a path: it is part of a key, and keys of PostgreSQL are bounded.</summary>
    private const int MostPathBytes = 2_048;

    private const string Columns = "name AS Name, is_directory AS IsDirectory, LENGTH(content) AS Length, modified AS Modified";
    private const string IsFile = "namespace = @space AND parent = @parent AND name = @name";

    public Task<bool> HasNamespaceAsync(long space, CancellationToken cancellationToken) =>
        store.Database.ReadAsync(
            async connection => await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM namespaces WHERE id = @space", new { space }) > 0,
            cancellationToken);

    public Task<IReadOnlyList<long>> ListNamespacesAsync(long after, int limit, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<long>>(
            async connection => [.. await connection.QueryAsync<long>(
                "SELECT id FROM namespaces WHERE id > @after ORDER BY id LIMIT @limit", new { after, limit })],
            cancellationToken);

    public Task<StoredFile?> FindAsync(long space, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var (parent, name) = Split(names);
        return store.Database.ReadAsync(
            connection => connection.QuerySingleOrDefaultAsync<StoredFile>(
                $"SELECT {Columns} FROM namespace_files WHERE {IsFile}", new { space, parent, name }),
            cancellationToken);
    }

    /// <summary>The names after one, in the order of their bytes.</summary>
    public Task<IReadOnlyList<StoredFile>> ListAsync(
        long space, IReadOnlyList<string> directory, string after, int limit, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<StoredFile>>(
            async connection => [.. await connection.QueryAsync<StoredFile>(
                $"SELECT {Columns} FROM namespace_files WHERE namespace = @space AND parent = @parent AND name > @after ORDER BY name LIMIT @limit",
                new { space, parent = string.Join('/', directory), after, limit })],
            cancellationToken);

    /// <summary>Which of these names, one at least, a directory has.</summary>
    public Task<IReadOnlySet<string>> FindNamesAsync(
        long space, IReadOnlyList<string> directory, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        // One parameter each: the databases have no other list in common.
        var values = new DynamicParameters(new { space, parent = string.Join('/', directory) });
        var parameters = names.Select((name, i) =>
        {
            values.Add($"name{i}", name);
            return $"@name{i}";
        });
        var sql = $"SELECT name FROM namespace_files WHERE namespace = @space AND parent = @parent AND name IN ({string.Join(", ", parameters)})";
        return store.Database.ReadAsync<IReadOnlySet<string>>(
            async connection => (await connection.QueryAsync<string>(sql, values)).ToHashSet(StringComparer.Ordinal), cancellationToken);
    }

    /// <summary>What a file holds; null for none, and for a directory.</summary>
    public Task<byte[]?> ReadAsync(long space, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var (parent, name) = Split(names);
        return store.Database.ReadAsync(
            connection => connection.ExecuteScalarAsync<byte[]>(
                $"SELECT content FROM namespace_files WHERE {IsFile} AND is_directory = 0", new { space, parent, name }),
            cancellationToken);
    }

    /// <summary>Has a file hold something else. False: it is not there.</summary>
    /// <exception cref="RefusedException">It is too much.</exception>
    public Task<bool> WriteAsync(long space, IReadOnlyList<string> names, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        RequireAllowed(content);
        return store.Database.WriteAsync(
            async transaction => await NamespaceTable.LockAsync(transaction, space) && await UpdateAsync(transaction, space, names, content),
            cancellationToken);
    }

    /// <summary>
    /// Creates a file, or a directory where there is no content. Where another has created the file meanwhile, it holds this from now on.
    /// </summary>
    /// <exception cref="RefusedException">Its directory is not there, or it is; or there are too many.</exception>
    public Task CreateAsync(long space, IReadOnlyList<string> names, ReadOnlyMemory<byte>? content, CancellationToken cancellationToken)
    {
        var (parent, name) = Split(names);
        RequireAllowed(content ?? default);
        if (names.Count > NamespacePath.MaxDepth || Encoding.UTF8.GetByteCount(parent) + Encoding.UTF8.GetByteCount(name) > MostPathBytes)
        {
            throw RefusedException.Invalid(
                "path", $"path is too long to be stored: {NamespacePath.MaxDepth} names and {MostPathBytes:N0} bytes are the most where it lies.");
        }

        return store.Database.WriteAsync(
            async transaction =>
            {
                if (!await NamespaceTable.LockAsync(transaction, space) || !await IsDirectoryAsync(transaction, space, names.SkipLast(1)))
                {
                    throw RefusedException.NotFound($"The directory in which '{name}' was to be created is gone.");
                }

                if (content is { } written && await UpdateAsync(transaction, space, names, written))
                {
                    return true;
                }

                if (await FindAsync(transaction, space, names) is not null)
                {
                    throw new RefusedException(RefusalReason.Conflict, $"'{name}' is there already.", "path");
                }

                await RequireRoomAsync(transaction, space, 1, content?.Length ?? 0);
                await StoredBytes.AddAsync(transaction, space, content?.Length ?? 0);
                await transaction.Connection!.ExecuteAsync(
                    """
                    INSERT INTO namespace_files (namespace, parent, name, is_directory, content, modified)
                    VALUES (@space, @parent, @name, @isDirectory, @content, @modified)
                    """,
                    new { space, parent, name, isDirectory = content is null ? 1 : 0, content = content?.ToArray(), modified = Now },
                    transaction);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Deletes a file or an empty directory. False: it is not there.</summary>
    /// <exception cref="RefusedException">It is not empty, or something is bound or mounted there in its own namespace.</exception>
    public Task<bool> DeleteAsync(long space, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var (parent, name) = Split(names);
        return store.Database.WriteAsync(
            async transaction =>
            {
                if (!await NamespaceTable.LockAsync(transaction, space))
                {
                    return false;
                }

                var point = names.Aggregate(TreePath.RootOf(space), (path, next) => path.Child(next));
                if (await transaction.Connection!.ExecuteScalarAsync<long>(
                    "SELECT COUNT(*) FROM namespace_mounts WHERE namespace = @space AND point = @Text", new { space, point.Text }, transaction) > 0)
                {
                    throw NamespaceTable.IsPoint(name);
                }

                var inside = await transaction.Connection!.ExecuteScalarAsync<string>(
                    "SELECT name FROM namespace_files WHERE namespace = @space AND parent = @directory LIMIT 1",
                    new { space, directory = string.Join('/', names) },
                    transaction);
                if (inside is not null)
                {
                    throw new RefusedException(RefusalReason.Conflict, $"'{name}' is not empty: it has '{inside}'.", "path");
                }

                if (await FindAsync(transaction, space, names) is not { } file)
                {
                    return false;
                }

                await StoredBytes.AddAsync(transaction, space, -(file.Length ?? 0));
                await transaction.Connection!.ExecuteAsync($"DELETE FROM namespace_files WHERE {IsFile}", new { space, parent, name }, transaction);
                return true;
            },
            cancellationToken);
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static (string Parent, string Name) Split(IReadOnlyList<string> names) => (string.Join('/', names.SkipLast(1)), names[^1]);

    private static Task<StoredFile?> FindAsync(DbTransaction transaction, long space, IReadOnlyList<string> names)
    {
        var (parent, name) = Split(names);
        return transaction.Connection!.QuerySingleOrDefaultAsync<StoredFile>(
            $"SELECT {Columns} FROM namespace_files WHERE {IsFile}", new { space, parent, name }, transaction);
    }

    private static async Task<bool> IsDirectoryAsync(DbTransaction transaction, long space, IEnumerable<string> names) =>
        !names.Any() || await FindAsync(transaction, space, [.. names]) is { IsDirectory: true };

    /// <summary>False: there is no such file.</summary>
    private async Task<bool> UpdateAsync(DbTransaction transaction, long space, IReadOnlyList<string> names, ReadOnlyMemory<byte> content)
    {
        if (await FindAsync(transaction, space, names) is not { IsDirectory: false } file)
        {
            return false;
        }

        var (parent, name) = Split(names);
        var more = content.Length - (file.Length ?? 0);
        await RequireRoomAsync(transaction, space, 0, more);
        await StoredBytes.AddAsync(transaction, space, more);
        await transaction.Connection!.ExecuteAsync(
            $"UPDATE namespace_files SET content = @content, modified = @modified WHERE {IsFile}",
            new { space, parent, name, content = content.ToArray(), modified = Now },
            transaction);
        return true;
    }

    private void RequireAllowed(ReadOnlyMemory<byte> content)
    {
        if (content.Length > options.Value.MaxFileBytes)
        {
            throw new RefusedException(
                RefusalReason.TooLarge, $"content has {content.Length:N0} bytes; a stored file has {options.Value.MaxFileBytes:N0} at most.", "content");
        }
    }

    private async Task RequireRoomAsync(DbTransaction transaction, long space, int files, long bytes)
    {
        if (files <= 0 && bytes <= 0)
        {
            return;
        }

        var (count, stored) = await transaction.Connection!.QuerySingleAsync<(long, long)>(
            "SELECT COUNT(*), CAST(COALESCE(SUM(LENGTH(content)), 0) AS BIGINT) FROM namespace_files WHERE namespace = @space", new { space }, transaction);
        if (count + files > options.Value.MaxFiles)
        {
            throw new RefusedException(
                RefusalReason.NoRoom, $"There are {count:N0} files and directories in the namespace, which is the most allowed. Remove one first.");
        }

        if (stored + bytes > options.Value.MaxStoredBytes)
        {
            throw new RefusedException(
                RefusalReason.NoRoom,
                $"The files of the namespace would have {stored + bytes:N0} bytes; the most allowed are {options.Value.MaxStoredBytes:N0}. Remove one first.");
        }
    }
}
