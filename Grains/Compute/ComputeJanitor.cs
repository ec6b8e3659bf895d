using Dapper;
using InfernoOrleans.Grains.Compute.Events;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Grains.Compute;

/// <summary>Deletes ended tasks and events that are old or too many, a little at a time. One silo does it for all.</summary>
internal sealed partial class ComputeJanitor(
    Store store,
    TaskStatements statements,
    ComputeEventTable events,
    Members members,
    IOptions<TaskOptions> options,
    TimeProvider time,
    ILogger<ComputeJanitor> logger) : BackgroundService
{
    private const int MostAtOnce = 200;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>Deletes what is due.</summary>
    /// <returns>How many tasks.</returns>
    public async Task<int> CleanAsync(CancellationToken cancellationToken)
    {
        await events.ForgetAsync(options.Value.MaxEvents, cancellationToken);
        var oldest = (time.GetUtcNow() - options.Value.Retention).ToUnixTimeMilliseconds();
        var deleted = await ForgetTasksAsync(oldest, long.MaxValue, cancellationToken);
        return deleted + await ForgetTasksAsync(long.MaxValue, await SurplusAsync(cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var clock = new PeriodicTimer(Period, time);
        while (await clock.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (members.IsFirst() && await CleanAsync(stoppingToken) is > 0 and var deleted)
                {
                    LogDeleted(deleted);
                }
            }
            catch (RefusedException)
            {
                // The database does not answer; next time.
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception);
            }
        }
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

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Tasks} ended tasks that were kept long enough")]
    private partial void LogDeleted(int tasks);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ended tasks could not be deleted")]
    private partial void LogFailed(Exception exception);
}
