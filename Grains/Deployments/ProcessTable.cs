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
                var gone = await transaction.Connection!.QueryAsync<ReplicaKey>(
                    "DELETE FROM replicas WHERE deployment = @Number RETURNING revision AS Revision, ordinal AS Ordinal", new { id.Number }, transaction);
                return [.. gone.Select(replica => new ReplicaId(id, replica.Revision, replica.Ordinal))];
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
                    await ReplicaTable.InsertReadyAsync(transaction, id, read.Revision, silos);
                }

                return isStarted;
            },
            CancellationToken.None);

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
