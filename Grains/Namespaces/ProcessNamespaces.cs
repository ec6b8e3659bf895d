using System.Data.Common;
using Dapper;
using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Namespaces.Trees;
using InfernoOrleans.Grains.Storage;

namespace InfernoOrleans.Grains.Namespaces;

/// <summary>The namespaces of processes, made and ended in the transactions that make and end their deployments.</summary>
internal static class ProcessNamespaces
{
    /// <summary>Where a process finds itself in a namespace of its own.</summary>
    private const string Self = "/self";

    /// <summary>Gives the process of a deployment, whose row is inserted already, its namespace.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="process">The deployment.</param>
    /// <param name="settings">Where its namespace comes from.</param>
    /// <param name="given">
    /// What a clean one shows besides <c>/self</c>: the path, and the path of a tree that is mounted there (<c>/models/digits</c>,
    /// <c>#models/digits</c>), a directory.
    /// </param>
    /// <exception cref="RefusedException">The process whose namespace is copied or shared is not there, or there is no room for a copy.</exception>
    public static async Task CreateAsync(
        DbTransaction transaction, DeploymentId process, ProcessSettings settings, IReadOnlyList<(string Path, string Source)> given)
    {
        var space = process.Number;
        switch (settings.Mode)
        {
            case NamespaceMode.Clean:
                await InsertAsync(transaction, space);
                await GiveAsync(transaction, space, [(Self, SelfOf(space)), .. given]);
                break;
            case NamespaceMode.Copy:
                var original = await FindAsync(transaction, settings.Of);
                await InsertAsync(transaction, space);
                await CopyAsync(transaction, original, space);
                break;
            default:
                space = await FindAsync(transaction, settings.Of);
                break;
        }

        await transaction.Connection!.ExecuteAsync(
            "UPDATE deployments SET namespace = @space WHERE id = @Number", new { space, process.Number }, transaction);
    }

    /// <summary>Deletes the namespace that a deployment had, whose row was deleted, if no process sees it any more.</summary>
    public static async Task CollectAsync(DbTransaction transaction, long space)
    {
        // One that is about to be shared is locked, and seen to be shared once it is not.
        if (space != 0 && await NamespaceTable.LockAsync(transaction, space))
        {
            await transaction.Connection!.ExecuteAsync(
                "DELETE FROM namespaces WHERE id = @space AND NOT EXISTS (SELECT 1 FROM deployments WHERE namespace = @space)", new { space }, transaction);
        }
    }

    /// <summary>Deletes namespaces that no process sees: a silo of an earlier version leaves them when it ends a deployment.</summary>
    /// <returns>How many there were.</returns>
    public static async Task<int> SweepAsync(Store store, int most, CancellationToken cancellationToken)
    {
        var unseen = await store.Database.ReadAsync(
            connection => connection.QueryAsync<long>(
                """
                SELECT id FROM namespaces
                WHERE id <> 0 AND NOT EXISTS (SELECT 1 FROM deployments WHERE namespace = namespaces.id)
                ORDER BY id LIMIT @most
                """,
                new { most }),
            cancellationToken);
        var count = 0;
        foreach (var space in unseen)
        {
            await store.Database.WriteAsync(
                async transaction =>
                {
                    await CollectAsync(transaction, space);
                    return true;
                },
                cancellationToken);
            count++;
        }

        return count;
    }

    private static string SelfOf(long process) => $"#proc/proc-{process}";

    private static Task<int> InsertAsync(DbTransaction transaction, long space) =>
        transaction.Connection!.ExecuteAsync("INSERT INTO namespaces (id) VALUES (@space)", new { space }, transaction);

    /// <summary>Mounts what is given, each at a directory made for it; what is given twice at one place is a union.</summary>
    private static async Task GiveAsync(DbTransaction transaction, long space, IReadOnlyList<(string Path, string Source)> given)
    {
        var root = TreePath.RootOf(space);
        var directories = new HashSet<(string Parent, string Name)>();
        var mounts = new List<(TreePath Point, UnionElement Element)>();
        foreach (var (path, source) in given.Distinct())
        {
            var names = NamespacePath.Parse(path, "path").Names;
            var point = root;
            for (var depth = 0; depth < names.Count; depth++)
            {
                directories.Add((string.Join('/', names.Take(depth)), names[depth]));
                point = point.Child(names[depth]);
            }

            mounts.Add((point, new UnionElement(TreePath.Parse(source, "source"), Creates: false)));
        }

        await transaction.Connection!.ExecuteAsync(
            "INSERT INTO namespace_files (namespace, parent, name, is_directory, modified) VALUES (@space, @Parent, @Name, 1, 0)",
            directories.Select(directory => new { space, directory.Parent, directory.Name }),
            transaction);
        foreach (var union in mounts.GroupBy(mount => mount.Point, mount => mount.Element))
        {
            await NamespaceTable.InsertAsync(transaction, space, union.Key, [.. union]);
        }
    }

    /// <summary>The namespace of a process that is copied or shared, which stays until the transaction ends.</summary>
    private static async Task<long> FindAsync(DbTransaction transaction, DeploymentId? process)
    {
        if (process is not { } of)
        {
            return 0;
        }

        var space = await transaction.Connection!.ExecuteScalarAsync<long?>(
            "SELECT namespace FROM deployments WHERE id = @Number", new { of.Number }, transaction);
        return space is { } found && (found == 0 || await NamespaceTable.LockAsync(transaction, found))
            ? found
            : throw new RefusedException(RefusalReason.NotFound, $"namespace.of is {of.ProcessId}, and there is no such process.", "namespace.of");
    }

    /// <summary>Copies files and mounts; what lay in the original's own files lies in those of the copy, and <c>/self</c> is the copy's.</summary>
    private static async Task CopyAsync(DbTransaction transaction, long original, long copy)
    {
        var connection = transaction.Connection!;
        await connection.ExecuteAsync(
            """
            INSERT INTO namespace_files (namespace, parent, name, is_directory, content, modified)
            SELECT @copy, parent, name, is_directory, content, modified FROM namespace_files WHERE namespace = @original
            """,
            new { original, copy },
            transaction);

        await StoredBytes.AddAsync(transaction, copy, await StoredBytes.OfAsync(transaction, original));

        var from = TreePath.RootOf(original).Text;
        var to = TreePath.RootOf(copy).Text;
        await connection.ExecuteAsync(
            """
            INSERT INTO namespace_mounts (namespace, point, position, source, creates)
            SELECT @copy,
                   CASE WHEN point = @from OR SUBSTR(point, 1, @length + 1) = @below THEN @to || SUBSTR(point, @length + 1) ELSE point END,
                   position,
                   CASE WHEN source = @from OR SUBSTR(source, 1, @length + 1) = @below THEN @to || SUBSTR(source, @length + 1) ELSE source END,
                   creates
            FROM namespace_mounts WHERE namespace = @original
            """,
            new { original, copy, from, below = $"{from}/", to, length = from.Length },
            transaction);
        await connection.ExecuteAsync(
            "UPDATE namespace_mounts SET source = @now WHERE namespace = @copy AND point = @point AND source = @before",
            new { copy, point = to + Self, now = SelfOf(copy), before = SelfOf(original) },
            transaction);
    }
}
