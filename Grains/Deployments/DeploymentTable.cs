using System.Data.Common;
using Dapper;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Namespaces;
using InfernoOrleans.Grains.Storage;

namespace InfernoOrleans.Grains.Deployments;

/// <summary>
/// The rows of <c>deployments</c>. Inserted by the intake, changed by the deployment's grain alone. Counts are computed from an index
/// over the rows, which are bounded, so that they cannot differ from what they count.
/// </summary>
internal sealed class DeploymentTable(Store store)
{
    private const string Columns =
        """
        id AS Id, name AS Name, type AS Type, status AS Status, revision AS Revision, model_version AS ModelVersion, sha256 AS Sha256, dtype AS DType,
        architecture AS Architecture, parameter_count AS ParameterCount, input_size AS InputSize, output_size AS OutputSize,
        created AS Created, desired_replicas AS DesiredReplicas, min_replicas AS MinReplicas, max_replicas AS MaxReplicas, agent AS Agent,
        restart_mode AS RestartMode, max_restarts AS MaxRestarts, backoff_ms AS BackoffMs, memory_bytes AS MemoryBytes,
        compute_weight AS ComputeWeight, storage_bytes AS StorageBytes, agents AS Agents, pinned AS Pinned, namespace AS Namespace,
        failures AS Failures, failure AS Failure, failed_at AS FailedAt, restart_at AS RestartAt,
        (SELECT COUNT(*) FROM replicas WHERE replicas.deployment = deployments.id AND replicas.state = 'Ready') AS ReadyReplicas
        """;

    public Task<DeploymentRow?> FindAsync(DeploymentId id, CancellationToken cancellationToken) =>
        store.Database.ReadAsync(
            connection => connection.QuerySingleOrDefaultAsync<DeploymentRow>(
                $"SELECT {Columns} FROM deployments WHERE id = @Number", new { id.Number }),
            cancellationToken);

    /// <summary>The row with that id, else the newest Running one of that name; where none runs, the newest that has failed, which may come back.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public async Task<DeploymentRow> ResolveAsync(string idOrName, CancellationToken cancellationToken) =>
        (DeploymentId.TryParse(idOrName, out var id)
            ? await FindAsync(id, cancellationToken)
            : await FindAsync(idOrName, DeploymentStatus.Running, cancellationToken) ?? await FindAsync(idOrName, DeploymentStatus.Failed, cancellationToken))
        ?? throw Unknown(idOrName);

    private Task<DeploymentRow?> FindAsync(string name, DeploymentStatus status, CancellationToken cancellationToken) =>
        store.Database.ReadAsync(
            connection => connection.QuerySingleOrDefaultAsync<DeploymentRow>(
                $"SELECT {Columns} FROM deployments WHERE name = @name AND status = @status ORDER BY id DESC LIMIT 1",
                new { name, status = status.ToString() }),
            cancellationToken);

    public Task<IReadOnlyList<DeploymentInfo>> ListAsync(DeploymentQuery query, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<DeploymentInfo>>(
            async connection =>
            {
                var rows = await connection.QueryAsync<DeploymentRow>(
                    $"""
                    SELECT {Columns} FROM deployments
                    WHERE id > @After
                      AND (@type IS NULL OR type = @type) AND (@status IS NULL OR status = @status) AND (@Name IS NULL OR name = @Name)
                    ORDER BY id LIMIT @Limit
                    """,
                    new { query.After, type = query.Type?.ToString(), status = query.Status?.ToString(), query.Name, query.Limit });
                return [.. rows.Select(row => row.ToInfo())];
            },
            cancellationToken);

    /// <summary>Names whose newest Running deployment is a network or a service, in their order.</summary>
    public Task<IReadOnlyList<string>> ListNamesAsync(string after, int limit, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<string>>(
            async connection => (await connection.QueryAsync<string>(
                """
                SELECT name FROM deployments
                WHERE name > @after AND status = 'Running' AND type IN ('NeuralNetwork', 'Service')
                    AND NOT EXISTS (SELECT 1 FROM deployments AS newer
                        WHERE newer.name = deployments.name AND newer.status = 'Running' AND newer.id > deployments.id)
                ORDER BY name LIMIT @limit
                """,
                new { after, limit })).AsList(),
            cancellationToken);

    public Task<DeploymentStatistics> CountAsync(CancellationToken cancellationToken) =>
        store.Database.ReadAsync(
            async connection =>
            {
                var counts = (await connection.QueryAsync<(string Type, string Status, long Count)>(
                    "SELECT type, status, COUNT(*) FROM deployments GROUP BY type, status")).AsList();
                long Of(DeploymentType type) => counts.Where(count => count.Type == type.ToString()).Sum(count => count.Count);
                return new DeploymentStatistics(
                    counts.Where(count => count.Status == nameof(DeploymentStatus.Running)).Sum(count => count.Count),
                    Of(DeploymentType.NeuralNetwork),
                    Of(DeploymentType.CivicAgent),
                    Of(DeploymentType.DistributedTask),
                    Of(DeploymentType.Service));
            },
            cancellationToken);

    /// <summary>Inserts a row under the next number.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="describe">Gives the row for its number; its own <see cref="DeploymentRow.Id"/> is not read.</param>
    /// <param name="most">How many rows there may be.</param>
    /// <exception cref="RefusedException">The table is full.</exception>
    public static async Task<DeploymentId> InsertAsync(DbTransaction transaction, Func<DeploymentId, DeploymentRow> describe, int most)
    {
        var connection = transaction.Connection!;
        var number = await connection.ExecuteScalarAsync<long>(
            "UPDATE id_counters SET last = last + 1 WHERE kind = 'deployment' RETURNING last", transaction: transaction);

        // Only now: whoever holds the counter is the only one who inserts.
        await RequireRoomForOneMoreAsync(connection, most, transaction);
        var row = describe(new DeploymentId(number));
        await connection.ExecuteAsync(
            """
            INSERT INTO deployments
                (id, name, type, status, revision, model_version, sha256, dtype, architecture, parameter_count, input_size, output_size,
                 created, desired_replicas, min_replicas, max_replicas, agent, restart_mode, max_restarts, backoff_ms, memory_bytes, compute_weight,
                 storage_bytes, agents, pinned, namespace)
            VALUES
                (@number, @Name, @Type, @Status, @Revision, @ModelVersion, @Sha256, @DType, @Architecture, @ParameterCount, @InputSize,
                 @OutputSize, @Created, @DesiredReplicas, @MinReplicas, @MaxReplicas, @Agent, @RestartMode, @MaxRestarts, @BackoffMs, @MemoryBytes,
                 @ComputeWeight, @StorageBytes, @Agents, @pinned, @Namespace)
            """,
            new
            {
                number,
                row.Name,
                row.Type,
                row.Status,
                row.Revision,
                row.ModelVersion,
                row.Sha256,
                row.DType,
                row.Architecture,
                row.ParameterCount,
                row.InputSize,
                row.OutputSize,
                row.Created,
                row.DesiredReplicas,
                row.MinReplicas,
                row.MaxReplicas,
                row.Agent,
                row.RestartMode,
                row.MaxRestarts,
                row.BackoffMs,
                row.MemoryBytes,
                row.ComputeWeight,
                row.StorageBytes,
                row.Agents,
                pinned = row.Pinned ? 1 : 0,
                row.Namespace,
            },
            transaction);
        return new DeploymentId(number);
    }

    /// <exception cref="RefusedException">The table is full.</exception>
    public Task RequireRoomForOneMoreAsync(int most, CancellationToken cancellationToken) =>
        store.Database.ReadAsync(
            async connection =>
            {
                await RequireRoomForOneMoreAsync(connection, most, transaction: null);
                return true;
            },
            cancellationToken);

    /// <summary>Changes how many replicas there are to be. False: the deployment is gone, or its range was changed since it was read.</summary>
    public Task<bool> SetReplicasAsync(DeploymentRow read, ReplicaRange range, int desired, CancellationToken cancellationToken) =>
        store.Database.WriteAsync(
            async transaction => await transaction.Connection!.ExecuteAsync(
                """
                UPDATE deployments SET desired_replicas = @desired, min_replicas = @Min, max_replicas = @Max
                WHERE id = @Number AND min_replicas = @readMin AND max_replicas = @readMax
                """,
                new { read.DeploymentId.Number, desired, range.Min, range.Max, readMin = read.Replicas.Min, readMax = read.Replicas.Max },
                transaction) > 0,
            cancellationToken);

    /// <summary>
    /// Makes a revision, which is inserted already, the served one. False: the deployment is gone, or no longer serves the revision that it did.
    /// </summary>
    public Task<bool> ServeAsync(DeploymentId id, int present, RevisionRow revision, CancellationToken cancellationToken) =>
        store.Database.WriteAsync(
            async transaction => await transaction.Connection!.ExecuteAsync(
                """
                UPDATE deployments
                SET revision = @Revision, model_version = @ModelVersion, sha256 = @Sha256, dtype = @DType, architecture = @Architecture,
                    parameter_count = @ParameterCount
                WHERE id = @Number AND revision = @present
                """,
                new
                {
                    id.Number,
                    present,
                    revision.Revision,
                    revision.ModelVersion,
                    revision.Sha256,
                    revision.DType,
                    revision.Architecture,
                    revision.ParameterCount,
                },
                transaction) > 0,
            cancellationToken);

    public Task<bool> DeleteAsync(DeploymentId id, CancellationToken cancellationToken) =>
        store.Database.WriteAsync(
            async transaction =>
            {
                var seen = await transaction.Connection!.ExecuteScalarAsync<long?>(
                    "DELETE FROM deployments WHERE id = @Number RETURNING namespace", new { id.Number }, transaction);
                if (seen is not { } space)
                {
                    return false;
                }

                await ProcessNamespaces.CollectAsync(transaction, space);
                return true;
            },
            cancellationToken);

    private static async Task RequireRoomForOneMoreAsync(DbConnection connection, int most, DbTransaction? transaction)
    {
        var count = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM deployments", transaction: transaction);
        if (count >= most)
        {
            throw new RefusedException(
                RefusalReason.NoRoom, $"There are {count} deployments, which is the most allowed. Delete one that is not needed any more.");
        }
    }

    public static RefusedException Unknown(string idOrName) =>
        RefusedException.NotFound($"There is no deployment '{idOrName}'.");
}
