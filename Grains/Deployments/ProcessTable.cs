using System.Data.Common;
using Dapper;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Storage;

namespace InfernoOrleans.Grains.Deployments;

/// <summary>What the rows of <c>deployments</c> say of their processes. Changed by the deployment's grain alone.</summary>
internal sealed class ProcessTable(Store store)
{
    /// <summary>Stops a process, of which no replica may live from then on.</summary>
    /// <returns>The replicas that did.</returns>
    public Task<IReadOnlyList<ReplicaId>> StopAsync(DeploymentId id, CancellationToken cancellationToken) =>
        store.Database.WriteAsync<IReadOnlyList<ReplicaId>>(
            async transaction =>
            {
                await transaction.Connection!.ExecuteAsync(
                    "UPDATE deployments SET status = 'Stopped', restart_at = NULL WHERE id = @Number", new { id.Number }, transaction);
                return await DeleteReplicasAsync(transaction, id);
            },
            cancellationToken);

    /// <summary>Starts a process whose replicas, if it has any, are loaded already. False: the deployment is gone, or was changed since it was read.</summary>
    /// <param name="read">The row as it was read.</param>
    /// <param name="failures">How often in a row it has failed.</param>
    /// <param name="silos">Where the replicas are loaded.</param>
    public Task<bool> StartAsync(DeploymentRow read, int failures, IReadOnlyList<SiloAddress> silos) =>
        store.Database.WriteAsync(
            async transaction =>
            {
                var id = read.DeploymentId;
                var isStarted = await transaction.Connection!.ExecuteAsync(
                    """
                    UPDATE deployments SET status = 'Running', restart_at = NULL, failures = @failures
                    WHERE id = @Number AND status = @Status AND revision = @Revision
                    """,
                    new { id.Number, read.Status, read.Revision, failures },
                    transaction) > 0;
                if (isStarted)
                {
                    // One that was inserted just when it failed would be in the way; nobody called it.
                    await DeleteReplicasAsync(transaction, id);
                    await ReplicaTable.InsertReadyAsync(transaction, id, read.Revision, silos);
                }

                return isStarted;
            },
            CancellationToken.None);

    /// <summary>Notes that a part of a process that runs broke, or all of it. Where no other part of it is ready it has failed, and no replica of it lives on.</summary>
    /// <param name="id">The deployment.</param>
    /// <param name="replica">The part, which may not live from then on; null for the whole process, of which no replica may.</param>
    /// <param name="failures">How often in a row it has failed now.</param>
    /// <param name="failure">Why, as a sentence for users.</param>
    /// <param name="now">When, in milliseconds since 1970.</param>
    /// <param name="restartAt">When it is started again, in milliseconds since 1970; null: it is not.</param>
    /// <returns>The replicas that lived; null: it was noted already, or the process does not run any more.</returns>
    public Task<IReadOnlyList<ReplicaId>?> FailAsync(DeploymentId id, ReplicaId? replica, int failures, string failure, long now, long? restartAt) =>
        store.Database.WriteAsync<IReadOnlyList<ReplicaId>?>(
            async transaction =>
            {
                var connection = transaction.Connection!;
                var gone = (await connection.QueryAsync<ReplicaKey>(
                    """
                    DELETE FROM replicas
                    WHERE deployment = @Number AND (@ordinal IS NULL OR (ordinal = @ordinal AND revision = @revision))
                        AND EXISTS (SELECT 1 FROM deployments WHERE id = @Number AND status = 'Running')
                    RETURNING revision AS Revision, ordinal AS Ordinal
                    """,
                    new { id.Number, ordinal = replica?.Ordinal, revision = replica?.Revision },
                    transaction)).AsList();
                if (replica is not null && gone.Count == 0)
                {
                    return null;
                }

                var status = await connection.ExecuteScalarAsync<string?>(
                    """
                    UPDATE deployments
                    SET failures = @failures, failure = @failure, failed_at = @now, restart_at = @restartAt,
                        status = CASE
                            WHEN EXISTS (SELECT 1 FROM replicas WHERE replicas.deployment = deployments.id AND replicas.state = 'Ready') THEN 'Running'
                            ELSE 'Failed' END
                    WHERE id = @Number AND status = 'Running'
                    RETURNING status
                    """,
                    new { id.Number, failures, failure, now, restartAt },
                    transaction);
                return status switch
                {
                    null => null,
                    nameof(DeploymentStatus.Failed) => [.. Ids(id, gone), .. await DeleteReplicasAsync(transaction, id)],
                    _ => [.. Ids(id, gone)],
                };
            },
            CancellationToken.None);

    /// <summary>Notes that a process that has failed could not be started again.</summary>
    public Task PostponeAsync(DeploymentId id, int failures, string failure, long failedAt, long? restartAt) =>
        store.Database.WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync(
                """
                UPDATE deployments SET failures = @failures, failure = @failure, failed_at = @failedAt, restart_at = @restartAt
                WHERE id = @Number AND status = 'Failed'
                """,
                new { id.Number, failures, failure, failedAt, restartAt },
                transaction),
            CancellationToken.None);

    /// <summary>Notes that what broke of a process that runs was started again, unless it has failed once more since it was read.</summary>
    public Task RestartedAsync(DeploymentRow read) => SetAsync(read, "restart_at = NULL");

    /// <summary>
    /// Forgets the failures of a process that runs, since it has run well or is to run otherwise; not where it has failed once more since it was read.
    /// </summary>
    public Task ForgetAsync(DeploymentRow read) => SetAsync(read, "failures = 0, restart_at = NULL");

    /// <summary>Counts the agents that are bound to a deployment.</summary>
    public Task<long> CountAgentsAsync(DeploymentId id, CancellationToken cancellationToken) =>
        store.Database.ReadAsync(
            connection => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM civic_agents WHERE model = @Number", new { id.Number }),
            cancellationToken);

    private Task<int> SetAsync(DeploymentRow read, string values) =>
        store.Database.WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync(
                $"UPDATE deployments SET {values} WHERE id = @Id AND status = 'Running' AND failed_at = @FailedAt",
                new { read.Id, read.FailedAt },
                transaction),
            CancellationToken.None);

    private static async Task<IReadOnlyList<ReplicaId>> DeleteReplicasAsync(DbTransaction transaction, DeploymentId id) =>
        [.. Ids(id, await transaction.Connection!.QueryAsync<ReplicaKey>(
            "DELETE FROM replicas WHERE deployment = @Number RETURNING revision AS Revision, ordinal AS Ordinal", new { id.Number }, transaction))];

    private static IEnumerable<ReplicaId> Ids(DeploymentId id, IEnumerable<ReplicaKey> keys) =>
        keys.Select(key => new ReplicaId(id, key.Revision, key.Ordinal));

    /// <summary>Says whether a process stays in memory when others need room.</summary>
    public Task PinAsync(DeploymentId id, bool pinned, CancellationToken cancellationToken) =>
        store.Database.WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync(
                "UPDATE deployments SET pinned = @pinned WHERE id = @Number", new { id.Number, pinned = pinned ? 1 : 0 }, transaction),
            cancellationToken);

    private sealed class ReplicaKey
    {
        public int Revision { get; init; }

        public int Ordinal { get; init; }
    }
}
