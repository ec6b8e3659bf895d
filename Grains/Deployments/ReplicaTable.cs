using System.Data.Common;
using Dapper;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Storage;

namespace InfernoOrleans.Grains.Deployments;

/// <summary>The rows of <c>replicas</c> and <c>deployment_revisions</c>. Written by the intake and by the deployment's grain alone.</summary>
internal sealed class ReplicaTable(Store store)
{
    private const string Select =
        """
        SELECT replica.deployment AS Deployment, replica.ordinal AS Ordinal, replica.revision AS Revision, replica.state AS State,
            replica.silo AS Silo, revision.model_version AS ModelVersion, revision.sha256 AS Sha256, revision.dtype AS DType,
            owner.memory_bytes AS MemoryBytes, owner.compute_weight AS ComputeWeight, owner.pinned AS Pinned
        FROM replicas AS replica
        JOIN deployments AS owner ON owner.id = replica.deployment
        JOIN deployment_revisions AS revision ON revision.deployment = replica.deployment AND revision.revision = replica.revision
        """;

    /// <summary>As <see cref="RestartPolicy.Allows"/> says.</summary>
    private const string MayRestart = "restart_mode <> 'Never' AND (max_restarts IS NULL OR failures <= max_restarts)";

    private const string RevisionColumns =
        """
        revision AS Revision, model_version AS ModelVersion, sha256 AS Sha256, dtype AS DType, architecture AS Architecture,
        parameter_count AS ParameterCount, input_size AS InputSize, output_size AS OutputSize
        """;

    public Task<IReadOnlyList<ReplicaRow>> ListAsync(DeploymentId deployment, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<ReplicaRow>>(
            async connection => (await connection.QueryAsync<ReplicaRow>(
                $"{Select} WHERE replica.deployment = @Number ORDER BY replica.ordinal", new { deployment.Number })).AsList(),
            cancellationToken);

    public Task<ReplicaRow?> FindAsync(ReplicaId replica, CancellationToken cancellationToken) =>
        store.Database.ReadAsync(
            connection => connection.QuerySingleOrDefaultAsync<ReplicaRow>(
                $"{Select} WHERE replica.deployment = @Number AND replica.ordinal = @Ordinal AND replica.revision = @Revision",
                new { replica.Deployment.Number, replica.Ordinal, replica.Revision }),
            cancellationToken);

    /// <summary>A revision; null when there is none of that number, or, where none is given, none before the present one.</summary>
    public Task<RevisionRow?> FindRevisionAsync(DeploymentId deployment, int present, int? revision, CancellationToken cancellationToken) =>
        store.Database.ReadAsync(
            connection => connection.QueryFirstOrDefaultAsync<RevisionRow>(
                $"""
                SELECT {RevisionColumns} FROM deployment_revisions
                WHERE deployment = @Number AND (revision = @revision OR (@revision IS NULL AND revision < @present))
                ORDER BY revision DESC LIMIT 1
                """,
                new { deployment.Number, present, revision }),
            cancellationToken);

    /// <summary>
    /// Deployments that are not as they should be (a replica missing, surplus, outdated, not ready, or on a silo that is gone), and those
    /// that follow their load; and those that have failed and are to be started again by now, or have run well since. What has failed too
    /// often to be started again is as it should be.
    /// </summary>
    public Task<IReadOnlyList<DeploymentId>> FindUnsettledAsync(IReadOnlyCollection<string> silos, long now, int most, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<DeploymentId>>(
            async connection =>
            {
                // The two databases take lists of parameters in different ways, and a text in the same one.
                var numbers = await connection.QueryAsync<long>(
                    $"""
                    SELECT id FROM deployments
                    WHERE status = 'Running' AND (
                        min_replicas < max_replicas
                        OR desired_replicas < (SELECT COUNT(*) FROM replicas WHERE replicas.deployment = deployments.id)
                        OR (desired_replicas > (SELECT COUNT(*) FROM replicas WHERE replicas.deployment = deployments.id)
                            AND (failures = 0 OR (restart_at IS NULL AND {MayRestart})))
                        OR EXISTS (SELECT 1 FROM replicas WHERE replicas.deployment = deployments.id
                            AND (replicas.revision <> deployments.revision OR state <> 'Ready' OR silo IS NULL
                                OR @living NOT LIKE '%|' || silo || '|%'))
                        OR (failures > 0 AND restart_at IS NULL AND failed_at <= @well AND type <> 'DistributedTask' AND {MayRestart}))
                    UNION
                    SELECT id FROM deployments WHERE restart_at <= @now
                    ORDER BY id LIMIT @most
                    """,
                    new { living = $"|{string.Join('|', silos)}|", now, well = now - RestartPolicy.WellAfterMs, most });
                return [.. numbers.Select(number => new DeploymentId(number))];
            },
            cancellationToken);

    /// <summary>The replicas of all deployments from one to another, and whether they are pinned.</summary>
    public Task<IReadOnlyDictionary<ReplicaId, bool>> ListPinsAsync(DeploymentId first, DeploymentId last, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyDictionary<ReplicaId, bool>>(
            async connection => (await connection.QueryAsync<PinRow>(
                """
                SELECT deployment AS Deployment, replicas.revision AS Revision, ordinal AS Ordinal, pinned AS Pinned
                FROM replicas JOIN deployments ON deployments.id = replicas.deployment
                WHERE deployment BETWEEN @first AND @last
                """,
                new { first = first.Number, last = last.Number }))
                .ToDictionary(row => new ReplicaId(new DeploymentId(row.Deployment), row.Revision, row.Ordinal), row => row.Pinned),
            cancellationToken);

    /// <summary>How many replicas each silo has.</summary>
    public Task<IReadOnlyList<(string Silo, long Replicas)>> CountBySiloAsync(CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<(string, long)>>(
            async connection => (await connection.QueryAsync<(string, long)>(
                "SELECT silo, COUNT(*) FROM replicas WHERE silo IS NOT NULL GROUP BY silo")).AsList(),
            cancellationToken);

    /// <summary>A deployment that has a replica on one silo and none on another.</summary>
    public Task<long?> FindMovableAsync(string from, string to, CancellationToken cancellationToken) =>
        store.Database.ReadAsync(
            connection => connection.QueryFirstOrDefaultAsync<long?>(
                """
                SELECT deployment FROM replicas AS replica
                WHERE silo = @from AND state = 'Ready'
                    AND NOT EXISTS (SELECT 1 FROM replicas AS other WHERE other.deployment = replica.deployment AND other.silo = @to)
                ORDER BY deployment DESC LIMIT 1
                """,
                new { from, to }),
            cancellationToken);

    /// <summary>Inserts a replica under the next ordinal. Null: the deployment is gone, or does not run any more.</summary>
    public Task<ReplicaId?> InsertAsync(DeploymentId deployment, int revision, SiloAddress silo, CancellationToken cancellationToken) =>
        store.Database.WriteAsync<ReplicaId?>(
            async transaction => await transaction.Connection!.ExecuteScalarAsync<int?>(
                """
                INSERT INTO replicas (deployment, ordinal, revision, state, silo)
                SELECT deployment, COALESCE((SELECT MAX(ordinal) FROM replicas WHERE deployment = @Number), -1) + 1, revision, 'Warming', @silo
                FROM deployment_revisions
                WHERE deployment = @Number AND revision = @revision
                    AND EXISTS (SELECT 1 FROM deployments WHERE id = @Number AND status = 'Running')
                RETURNING ordinal
                """,
                new { deployment.Number, revision, silo = silo.ToParsableString() },
                transaction) is { } ordinal
                ? new ReplicaId(deployment, revision, ordinal)
                : null,
            cancellationToken);

    /// <summary>Notes where a replica is in its life. False: its row is gone, or its deployment does not run any more, so that it cannot be ready.</summary>
    public Task<bool> SetStateAsync(ReplicaId replica, ReplicaState state, SiloAddress? silo, CancellationToken cancellationToken) =>
        store.Database.WriteAsync(
            async transaction => await transaction.Connection!.ExecuteAsync(
                """
                UPDATE replicas SET state = @state, silo = COALESCE(@silo, silo)
                WHERE deployment = @Number AND ordinal = @Ordinal AND revision = @Revision
                    AND (@state <> 'Ready' OR EXISTS (SELECT 1 FROM deployments WHERE id = @Number AND status = 'Running'))
                """,
                new { replica.Deployment.Number, replica.Ordinal, replica.Revision, state = state.ToString(), silo = silo?.ToParsableString() },
                transaction) > 0,
            cancellationToken);

    public Task<bool> DeleteAsync(ReplicaId replica, CancellationToken cancellationToken) =>
        store.Database.WriteAsync(
            async transaction => await transaction.Connection!.ExecuteAsync(
                "DELETE FROM replicas WHERE deployment = @Number AND ordinal = @Ordinal AND revision = @Revision",
                new { replica.Deployment.Number, replica.Ordinal, replica.Revision },
                transaction) > 0,
            cancellationToken);

    /// <summary>Inserts a spec as the next revision.</summary>
    /// <inheritdoc cref="InsertRevisionAsync(DbTransaction, DeploymentId, RevisionRow, int, long)"/>
    public Task<RevisionRow> InsertRevisionAsync(DeploymentId deployment, RevisionRow spec, int most, long created, CancellationToken cancellationToken) =>
        store.Database.WriteAsync(transaction => InsertRevisionAsync(transaction, deployment, spec, most, created), cancellationToken);

    /// <summary>
    /// Removes a revision that is not served after all. Where nobody knows whether the write that had it served was committed, the row of
    /// the deployment says so.
    /// </summary>
    public Task<bool> DeleteRevisionAsync(DeploymentId deployment, int revision, CancellationToken cancellationToken) =>
        store.Database.WriteAsync(
            async transaction => await transaction.Connection!.ExecuteAsync(
                """
                DELETE FROM deployment_revisions
                WHERE deployment = @Number AND revision = @revision
                    AND NOT EXISTS (SELECT 1 FROM deployments WHERE id = @Number AND deployments.revision = deployment_revisions.revision)
                """,
                new { deployment.Number, revision },
                transaction) > 0,
            cancellationToken);

    /// <summary>Inserts the replicas of a new deployment, which are loaded already.</summary>
    public static async Task InsertReadyAsync(
        DbTransaction transaction, DeploymentId deployment, int revision, IReadOnlyList<SiloAddress> silos)
    {
        for (var ordinal = 0; ordinal < silos.Count; ordinal++)
        {
            await transaction.Connection!.ExecuteAsync(
                "INSERT INTO replicas (deployment, ordinal, revision, state, silo) VALUES (@Number, @ordinal, @revision, 'Ready', @silo)",
                new { deployment.Number, ordinal, revision, silo = silos[ordinal].ToParsableString() },
                transaction);
        }
    }

    /// <summary>Inserts a spec as the next revision of a deployment, and forgets the oldest ones beyond a bound that no replica serves.</summary>
    /// <returns>The revision, with its number.</returns>
    public static async Task<RevisionRow> InsertRevisionAsync(DbTransaction transaction, DeploymentId deployment, RevisionRow spec, int most, long created)
    {
        var revision = await transaction.Connection!.ExecuteScalarAsync<int>(
            """
            INSERT INTO deployment_revisions
                (deployment, revision, model_version, sha256, dtype, architecture, parameter_count, input_size, output_size, created)
            SELECT @Number, COALESCE(MAX(revision), 0) + 1, @ModelVersion, @Sha256, @DType, @Architecture, @ParameterCount, @InputSize,
                @OutputSize, @created
            FROM deployment_revisions WHERE deployment = @Number
            RETURNING revision
            """,
            new
            {
                deployment.Number,
                spec.ModelVersion,
                spec.Sha256,
                spec.DType,
                spec.Architecture,
                spec.ParameterCount,
                spec.InputSize,
                spec.OutputSize,
                created,
            },
            transaction);
        await transaction.Connection!.ExecuteAsync(
            """
            DELETE FROM deployment_revisions
            WHERE deployment = @Number AND revision <= @oldest
                AND NOT EXISTS (SELECT 1 FROM replicas
                    WHERE replicas.deployment = deployment_revisions.deployment AND replicas.revision = deployment_revisions.revision)
            """,
            new { deployment.Number, oldest = revision - most },
            transaction);
        return spec with { Revision = revision };
    }

    private sealed class PinRow
    {
        public long Deployment { get; init; }

        public int Revision { get; init; }

        public int Ordinal { get; init; }

        public bool Pinned { get; init; }
    }
}
