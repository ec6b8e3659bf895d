using System.Data.Common;
using Dapper;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage;

namespace InfernoOrleans.Grains.Namespaces;

/// <summary>The rows of what is bound and mounted. Nothing is kept in memory, so that all silos see the same.</summary>
internal sealed class NamespaceTable(Store store)
{
    private const string Columns = "point AS Point, source AS Source, creates AS Creates";

    /// <summary>What a process sees.</summary>
    /// <param name="process">Its id; null for what the cluster sees.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusedException">That is no id of a process, or there is none.</exception>
    public Task<NamespaceView> ReadAsync(string? process, CancellationToken cancellationToken)
    {
        var id = default(DeploymentId);
        if (process is not null && !DeploymentId.TryParseProcess(process, out id))
        {
            throw RefusedException.Invalid("process", "process must be the id of a process, proc-N.");
        }

        return store.Database.ReadAsync(
            async connection =>
            {
                if (process is null)
                {
                    return new NamespaceView(0, await ReadAsync(connection, transaction: null, space: 0));
                }

                var rows = (await connection.QueryAsync<MountRow>(
                    $"""
                    SELECT deployments.namespace AS Namespace, {Columns}
                    FROM deployments LEFT JOIN namespace_mounts ON namespace_mounts.namespace = deployments.namespace
                    WHERE deployments.id = @Number
                    ORDER BY point, position
                    """,
                    new { id.Number })).AsList();
                return rows.Count > 0
                    ? new NamespaceView(rows[0].Namespace, MountRow.ToTable(rows))
                    : throw Unknown(process);
            },
            cancellationToken);
    }

    /// <summary>Changes what is seen at one point, as it is then: no other change of the namespace comes between.</summary>
    /// <exception cref="RefusedException">The namespace is gone meanwhile, or the change refuses.</exception>
    public Task ChangeAsync(long space, MountChange change, CancellationToken cancellationToken) =>
        store.Database.WriteAsync(
            async transaction =>
            {
                var connection = transaction.Connection!;
                if (!await LockAsync(transaction, space))
                {
                    throw RefusedException.NotFound("The process has ended meanwhile, and its namespace with it.");
                }

                var table = await ReadAsync(connection, transaction, space);
                change.Apply(table);
                await connection.ExecuteAsync(
                    "DELETE FROM namespace_mounts WHERE namespace = @space AND point = @Text", new { space, change.Point.Text }, transaction);
                await InsertAsync(transaction, space, change.Point, table.At(change.Point) ?? []);
                return true;
            },
            cancellationToken);

    /// <summary>Keeps all others from changing a namespace until the transaction ends. False: it is gone.</summary>
    public static async Task<bool> LockAsync(DbTransaction transaction, long space) =>
        await transaction.Connection!.ExecuteAsync(
            "UPDATE namespaces SET version = version + 1 WHERE id = @space", new { space }, transaction) > 0;

    /// <summary>Inserts a union at a point that has none.</summary>
    public static Task InsertAsync(DbTransaction transaction, long space, TreePath point, IReadOnlyList<UnionElement> union) =>
        transaction.Connection!.ExecuteAsync(
            "INSERT INTO namespace_mounts (namespace, point, position, source, creates) VALUES (@space, @Point, @position, @Source, @creates)",
            union.Select((element, position) => new { space, Point = point.Text, position, Source = element.Source.Text, creates = element.Creates ? 1 : 0 }),
            transaction);

    public static RefusedException IsPoint(string name) =>
        new(RefusalReason.Conflict, $"Something is bound or mounted at '{name}'. Unmount it first.", "path");

    public static RefusedException Unknown(string process, string field = "process") =>
        new(RefusalReason.NotFound, field == "process" ? $"There is no process '{process}'." : $"{field} is {process}, and there is no such process.", field);

    private static async Task<MountTable> ReadAsync(DbConnection connection, DbTransaction? transaction, long space) =>
        MountRow.ToTable(await connection.QueryAsync<MountRow>(
            $"SELECT {Columns} FROM namespace_mounts WHERE namespace = @space ORDER BY point, position", new { space }, transaction));

    /// <summary>An element of a union; of a process that sees no mount at all, a row that says only which namespace it has.</summary>
    private sealed class MountRow
    {
        public long Namespace { get; init; }

        public string? Point { get; init; }

        public string? Source { get; init; }

        public bool Creates { get; init; }

        public static MountTable ToTable(IEnumerable<MountRow> rows) => MountTable.Of(
            rows.Where(row => row.Point is not null).Select(row => (new TreePath(row.Point!), new UnionElement(new TreePath(row.Source!), row.Creates))));
    }
}
