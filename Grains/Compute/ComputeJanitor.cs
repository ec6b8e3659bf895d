using Dapper;
using InfernoOrleans.Grains.Compute.Events;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Compute;

/// <summary>Deletes ended tasks and events that are old or too many, a little at a time. One silo does it for all.</summary>
internal sealed class ComputeJanitor(
    Store store,
    TaskStatements statements,
    ComputeEventTable events,
    Members members,
    IOptions<TaskOptions> options,
    TimeProvider time,
    ILogger<ComputeJanitor> logger)
    : Janitor("ended tasks", TimeSpan.FromSeconds(10), members, time, logger)
{
    private const int MostAtOnce = 200;

    /// <inheritdoc/>
    public override async Task<int> CleanAsync(CancellationToken cancellationToken)
    {
        await events.ForgetAsync(options.Value.MaxEvents, cancellationToken);
        var oldest = (Time.GetUtcNow() - options.Value.Retention).ToUnixTimeMilliseconds();
        var deleted = await ForgetTasksAsync(oldest, long.MaxValue, cancellationToken);
        return deleted + await ForgetTasksAsync(long.MaxValue, await SurplusAsync(cancellationToken), cancellationToken);
    }

    /// <summary>How many ended tasks are more than may be kept. What was deleted is counted, so that no rows need be.</summary>
    private Task<long> SurplusAsync(CancellationToken cancellationToken) => store.Database.ReadAsync(
        async connection => await connection.ExecuteScalarAsync<long>(
            """
            SELECT CAST(COALESCE(SUM(CASE WHEN state = 'Deleted' THEN -count ELSE count END), 0) AS bigint) FROM task_counts
            WHERE state IN ('Completed', 'Failed', 'Cancelled', 'Deleted')
            """) - options.Value.MaxEnded,
        cancellationToken);

    private async Task<int> ForgetTasksAsync(long before, long most, CancellationToken cancellationToken)
    {
        var total = 0;
        while (total < most)
        {
            var count = (int)Math.Min(MostAtOnce, most - total);
            var deleted = await store.Database.WriteAsync(
                async transaction =>
                {
                    var rows = await transaction.Connection!.ExecuteAsync(
                        $"""
                        DELETE FROM tasks WHERE id IN (
                            SELECT id FROM tasks {statements.Using("tasks_ended")} WHERE state IN ('Completed', 'Failed', 'Cancelled') AND finished < @before ORDER BY finished LIMIT @count)
                        """,
                        new { before, count },
                        transaction);
                    await transaction.Connection!.ExecuteAsync(
                        """
                        INSERT INTO task_counts AS held (silo, state, count) VALUES ('', 'Deleted', @rows)
                        ON CONFLICT (silo, state) DO UPDATE SET count = held.count + excluded.count
                        """,
                        new { rows },
                        transaction);
                    return rows;
                },
                cancellationToken);
            total += deleted;
            if (deleted < count)
            {
                break;
            }
        }

        return total;
    }
}
