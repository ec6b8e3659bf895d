using Dapper;
using InfernoOrleans.Grains.Storage;

namespace InfernoOrleans.Grains.Compute.Tables;

/// <summary>The rows of <c>tasks</c> as the scheduler reads them: a piece of the queue at a time, whatever its length.</summary>
internal sealed class TaskQueueTable(Store store, TaskStatements statements)
{
    /// <summary>Sets of requirements that ready tasks have, in order; a step of the index for each, however many tasks have it.</summary>
    /// <param name="after">Where to begin; null for the first.</param>
    /// <param name="most">The most to return.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<string>> ListRequirementsAsync(string? after, int most, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<string>>(
            async connection =>
            {
                var found = new List<string>();
                while (found.Count < most)
                {
                    var next = await connection.ExecuteScalarAsync<string?>(
                        $"""
                        SELECT requires FROM tasks {statements.Using("tasks_ready")}
                        WHERE state = 'Pending'{(after is null ? string.Empty : " AND requires > @after")} ORDER BY requires LIMIT 1
                        """,
                        new { after });
                    if (next is null)
                    {
                        break;
                    }

                    found.Add(next);
                    after = next;
                }

                return found;
            },
            cancellationToken);

    /// <summary>Ready tasks with some set of requirements, in their order.</summary>
    public Task<IReadOnlyList<ReadyTask>> ListReadyAsync(string requires, long afterRank, long afterId, int most, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<ReadyTask>>(
            async connection => (await connection.QueryAsync<ReadyTask>(
                $"""
                SELECT id AS Id, rank AS Rank, attempt AS Attempt, failed_on AS FailedOn, input_bytes AS InputBytes
                FROM tasks {statements.Using("tasks_ready")}
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
                $"""
                UPDATE tasks SET state = 'Pending'
                WHERE state = 'Delayed' AND id IN (SELECT id FROM tasks {statements.Using("tasks_delayed")} WHERE state = 'Delayed' AND not_before <= @now ORDER BY not_before LIMIT @most)
                RETURNING requires, rank
                """,
                new { now, most },
                transaction)).AsList(),
            cancellationToken);
}
