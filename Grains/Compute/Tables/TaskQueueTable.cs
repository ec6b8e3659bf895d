using Dapper;
using InfernoOrleans.Grains.Storage;

namespace InfernoOrleans.Grains.Compute.Tables;

/// <summary>The rows of <c>tasks</c> as the scheduler reads them: a piece of the queue at a time, whatever its length.</summary>
internal sealed class TaskQueueTable(Store store)
{
    /// <summary>The sets of requirements that ready tasks have, in order; a step of the index for each, however many tasks have it.</summary>
    public Task<IReadOnlyList<string>> ListRequirementsAsync(int most, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<string>>(
            async connection =>
            {
                var found = new List<string>();
                var next = await connection.ExecuteScalarAsync<string?>(
                    "SELECT requires FROM tasks WHERE state = 'Pending' ORDER BY requires LIMIT 1");
                while (next is not null && found.Count < most)
                {
                    found.Add(next);
                    next = await connection.ExecuteScalarAsync<string?>(
                        "SELECT requires FROM tasks WHERE state = 'Pending' AND requires > @next ORDER BY requires LIMIT 1", new { next });
                }

                return found;
            },
            cancellationToken);

    /// <summary>Ready tasks with some set of requirements, in their order.</summary>
    public Task<IReadOnlyList<ReadyTask>> ListReadyAsync(string requires, long afterRank, long afterId, int most, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<ReadyTask>>(
            async connection => (await connection.QueryAsync<ReadyTask>(
                """
                SELECT id AS Id, rank AS Rank, attempt AS Attempt, failed_on AS FailedOn FROM tasks
                WHERE state = 'Pending' AND requires = @requires AND (rank, id) > (@afterRank, @afterId)
                ORDER BY rank, id LIMIT @most
                """,
                new { requires, afterRank, afterId, most })).AsList(),
            cancellationToken);

    /// <summary>The tasks that silos have.</summary>
    public Task<IReadOnlyList<HeldTask>> ListHeldAsync(CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<HeldTask>>(
            async connection => (await connection.QueryAsync<HeldTask>(
                """
                SELECT id AS Id, attempt AS Attempt, node AS Node, executor AS Executor, CAST(state = 'Running' AS int) AS IsRunning,
                    requires AS Requires, rank AS Rank, failures AS Failures, max_attempts AS MaxAttempts
                FROM tasks WHERE state IN ('Assigned', 'Running') ORDER BY id
                """)).AsList(),
            cancellationToken);

    /// <summary>Makes tasks ready whose next attempt may begin.</summary>
    /// <returns>Their requirements and ranks.</returns>
    public Task<IReadOnlyList<(string Requires, long Rank)>> ReadyDelayedAsync(long now, int most, CancellationToken cancellationToken) =>
        store.Database.WriteAsync<IReadOnlyList<(string, long)>>(
            async transaction => (await transaction.Connection!.QueryAsync<(string, long)>(
                """
                UPDATE tasks SET state = 'Pending'
                WHERE state = 'Delayed' AND id IN (SELECT id FROM tasks WHERE state = 'Delayed' AND not_before <= @now ORDER BY not_before LIMIT @most)
                RETURNING requires, rank
                """,
                new { now, most },
                transaction)).AsList(),
            cancellationToken);

    /// <summary>When the first of the delayed tasks may begin.</summary>
    public Task<long?> NextDelayedAsync(CancellationToken cancellationToken) => store.Database.ReadAsync(
        connection => connection.ExecuteScalarAsync<long?>("SELECT MIN(not_before) FROM tasks WHERE state = 'Delayed'"), cancellationToken);
}
