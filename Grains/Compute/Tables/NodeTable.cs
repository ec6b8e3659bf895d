using System.Data.Common;
using Dapper;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage;

namespace InfernoOrleans.Grains.Compute.Tables;

/// <summary>The rows of <c>compute_nodes</c>, changed by the node's grain; the scheduler alone says which silo a virtual node is on.</summary>
internal sealed class NodeTable(Store store)
{
    private const string Columns =
        """
        id AS Id, hostname AS Hostname, port AS Port, kind AS Kind, status AS Status, cpu_cores AS CpuCores, memory_gb AS MemoryGB,
        gpu_available AS GpuAvailable, max_concurrent_tasks AS MaxConcurrentTasks, labels AS Labels, silo AS Silo, created AS Created
        """;

    public Task<NodeRow?> FindAsync(string id, CancellationToken cancellationToken) => store.Database.ReadAsync(
        connection => connection.QuerySingleOrDefaultAsync<NodeRow>($"SELECT {Columns} FROM compute_nodes WHERE id = @id", new { id }), cancellationToken);

    /// <summary>By id.</summary>
    public Task<IReadOnlyList<NodeRow>> ListAsync(string after, int most, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<NodeRow>>(
            async connection => (await connection.QueryAsync<NodeRow>(
                $"SELECT {Columns} FROM compute_nodes WHERE id > @after ORDER BY id LIMIT @most", new { after, most })).AsList(),
            cancellationToken);

    /// <summary>Writes a node over whatever it was.</summary>
    /// <exception cref="RefusedException">It is new, and there are as many as there may be.</exception>
    public static async Task PutAsync(DbTransaction transaction, NodeRow row, int most)
    {
        var connection = transaction.Connection!;
        var others = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM compute_nodes WHERE id <> @Id", new { row.Id }, transaction);
        if (others >= most && row.NodeKind != NodeKind.Silo)
        {
            throw new RefusedException(RefusalReason.NoRoom, $"There are {most:N0} nodes, which is all that may be registered. Delete some first.");
        }

        await connection.ExecuteAsync(
            """
            INSERT INTO compute_nodes
                (id, hostname, port, kind, status, cpu_cores, memory_gb, gpu_available, max_concurrent_tasks, labels, silo, created)
            VALUES
                (@Id, @Hostname, @Port, @Kind, @Status, @CpuCores, @MemoryGB, @GpuAvailable, @MaxConcurrentTasks, @Labels, @Silo, @Created)
            ON CONFLICT (id) DO UPDATE SET
                hostname = excluded.hostname, port = excluded.port, kind = excluded.kind, status = excluded.status,
                cpu_cores = excluded.cpu_cores, memory_gb = excluded.memory_gb, gpu_available = excluded.gpu_available,
                max_concurrent_tasks = excluded.max_concurrent_tasks, labels = excluded.labels, silo = excluded.silo
            """,
            row,
            transaction);
        await TellAsync(transaction, row.Id, "Registered");
    }

    /// <returns>Whether the node is there.</returns>
    public Task<bool> SetStatusAsync(string id, NodeStatus status, CancellationToken cancellationToken) => store.Database.WriteAsync(
        async transaction =>
        {
            var changed = await transaction.Connection!.ExecuteAsync(
                "UPDATE compute_nodes SET status = @status WHERE id = @id", new { id, status = status.ToString() }, transaction);
            await TellAsync(transaction, changed > 0 ? id : null, status.ToString());
            return changed > 0;
        },
        cancellationToken);

    /// <summary>Says which silo runs the tasks of a virtual node, unless that has changed since it was read.</summary>
    public Task<bool> MoveAsync(string id, string? from, string? to, CancellationToken cancellationToken) => store.Database.WriteAsync(
        async transaction => await transaction.Connection!.ExecuteAsync(
            "UPDATE compute_nodes SET silo = @to WHERE id = @id AND kind = 'Virtual' AND COALESCE(silo, '') = COALESCE(@from, '')",
            new { id, from, to },
            transaction) > 0,
        cancellationToken);

    /// <returns>Whether the node was there.</returns>
    public Task<bool> DeleteAsync(string id, CancellationToken cancellationToken) => store.Database.WriteAsync(
        async transaction =>
        {
            var deleted = await transaction.Connection!.ExecuteAsync("DELETE FROM compute_nodes WHERE id = @id", new { id }, transaction);
            await TellAsync(transaction, deleted > 0 ? id : null, "Deleted");
            return deleted > 0;
        },
        cancellationToken);

    private static Task TellAsync(DbTransaction transaction, string? node, string status) => node is null
        ? Task.CompletedTask
        : transaction.Connection!.ExecuteAsync(
            "INSERT INTO compute_events (node, status, attempt) VALUES (@node, @status, 0)", new { node, status }, transaction);
}
