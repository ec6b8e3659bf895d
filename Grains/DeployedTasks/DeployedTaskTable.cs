using System.Data.Common;
using Dapper;
using InfernoOrleans.Grains.Idempotency;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.DeployedTasks;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Storage;

namespace InfernoOrleans.Grains.DeployedTasks;

/// <summary>
/// The rows of <c>deployed_tasks</c> and <c>deployed_task_runs</c>. Each change says which run it is for, so that it does not matter who else
/// looks: a run is begun once, is one task, and ends once. What the end of a run means for the process is written with it.
/// </summary>
internal sealed class DeployedTaskTable(Store store)
{
    private const string Select =
        """
        SELECT task.deployment AS Deployment, process.name AS Name, process.status AS Status, process.created AS Created,
            process.restart_mode AS RestartMode, process.max_restarts AS MaxRestarts, process.backoff_ms AS BackoffMs, process.agents AS Agents,
            process.failures AS Failures, task.type AS Type, task.spec AS Spec, task.cron AS Cron, task.time_zone AS TimeZone,
            task.every_ms AS EveryMs, task.runs AS Runs, task.task AS Task, task.last_task AS LastTask, task.next_run AS NextRun,
            (SELECT run.started FROM deployed_task_runs AS run WHERE run.deployment = task.deployment AND run.run = task.runs) AS Started,
            CASE WHEN EXISTS (SELECT 1 FROM deployed_task_runs AS run
                WHERE run.deployment = task.deployment AND run.run = task.runs AND run.task IS NULL AND run.ended IS NULL) THEN 1 ELSE 0 END AS IsSubmitting
        FROM deployed_tasks AS task JOIN deployments AS process ON process.id = task.deployment
        """;

    public Task<DeployedTaskRow?> FindAsync(DeploymentId deployment, CancellationToken cancellationToken) => store.Database.ReadAsync(
        connection => connection.QuerySingleOrDefaultAsync<DeployedTaskRow>($"{Select} WHERE task.deployment = @Number", new { deployment.Number }),
        cancellationToken);

    /// <summary>The numbers of each run; null where there are none.</summary>
    public Task<byte[]?> ReadInputAsync(DeploymentId deployment, CancellationToken cancellationToken) => store.Database.ReadAsync(
        connection => connection.ExecuteScalarAsync<byte[]?>("SELECT input FROM deployed_tasks WHERE deployment = @Number", new { deployment.Number }),
        cancellationToken);

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<RunRow>> ListRunsAsync(DeploymentId deployment, int limit, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<RunRow>>(
            async connection => (await connection.QueryAsync<RunRow>(
                """
                SELECT run AS Run, task AS Task, status AS Status, error AS Error, started AS Started, ended AS Ended
                FROM deployed_task_runs WHERE deployment = @Number ORDER BY run DESC LIMIT @limit
                """,
                new { deployment.Number, limit })).AsList(),
            cancellationToken);

    /// <summary>Those with a run that is due or half begun, from one deployment on.</summary>
    public Task<IReadOnlyList<DeploymentId>> FindDueAsync(DateTimeOffset now, long after, int most, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<DeploymentId>>(
            async connection =>
            [
                .. (await connection.QueryAsync<long>(
                    "SELECT deployment FROM deployed_tasks WHERE next_run <= @now AND deployment > @after ORDER BY deployment LIMIT @most",
                    new { now = now.ToUnixTimeMilliseconds(), after, most })).Select(number => new DeploymentId(number)),
            ],
            cancellationToken);

    /// <summary>Those that run and were left without a next run. It looks at all that run.</summary>
    public Task<IReadOnlyList<DeploymentId>> FindStrandedAsync(int most, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<DeploymentId>>(
            async connection =>
            [
                .. (await connection.QueryAsync<long>(
                    """
                    SELECT task.deployment FROM deployments AS process JOIN deployed_tasks AS task ON task.deployment = process.id
                    WHERE process.type = 'DistributedTask' AND process.status = 'Running' AND task.task IS NULL AND task.next_run IS NULL LIMIT @most
                    """,
                    new { most })).Select(number => new DeploymentId(number)),
            ],
            cancellationToken);

    /// <summary>The runs that go on, from one deployment on: the task, and whether the process still runs.</summary>
    public Task<IReadOnlyList<(long Deployment, long Task, string Status)>> FindGoingOnAsync(long after, int most, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<(long, long, string)>>(
            async connection => (await connection.QueryAsync<(long, long, string)>(
                """
                SELECT task.deployment, task.task, process.status
                FROM deployed_tasks AS task JOIN deployments AS process ON process.id = task.deployment
                WHERE task.task IS NOT NULL AND task.deployment > @after ORDER BY task.deployment LIMIT @most
                """,
                new { after, most })).AsList(),
            cancellationToken);

    public static Task InsertAsync(
        DbTransaction transaction, DeploymentId deployment, TaskSpec task, TaskSchedule? schedule, DateTimeOffset? first)
    {
        var (spec, input) = StoredTaskSpec.Write(task);
        return transaction.Connection!.ExecuteAsync(
            """
            INSERT INTO deployed_tasks (deployment, type, spec, input, cron, time_zone, every_ms, next_run)
            VALUES (@Number, @type, @spec, @input, @Cron, @TimeZone, @EveryMs, @first)
            """,
            new
            {
                deployment.Number,
                type = task.Work.Type,
                spec,
                input,
                schedule?.Cron,
                schedule?.TimeZone,
                schedule?.EveryMs,
                first = first?.ToUnixTimeMilliseconds(),
            },
            transaction);
    }

    /// <summary>Says when the next run begins, where nothing goes on. False: something does, or somebody else has said so.</summary>
    public Task<bool> PlanAsync(DeployedTaskRow row, DateTimeOffset? next, CancellationToken cancellationToken) => store.Database.WriteAsync(
        async transaction => await transaction.Connection!.ExecuteAsync(
            """
            UPDATE deployed_tasks SET next_run = @next
            WHERE deployment = @Deployment AND runs = @Runs AND task IS NULL AND COALESCE(next_run, 0) = @read
            """,
            new { row.Deployment, row.Runs, read = row.NextRun ?? 0, next = next?.ToUnixTimeMilliseconds() },
            transaction) > 0,
        cancellationToken);

    /// <summary>Begins the run that is due: from here on it is one, whether its task is submitted yet or not. False: somebody else has.</summary>
    public Task<bool> BeginAsync(DeployedTaskRow row, DateTimeOffset now, int kept, CancellationToken cancellationToken) => store.Database.WriteAsync(
        async transaction =>
        {
            var run = row.Runs + 1;
            var begun = await transaction.Connection!.ExecuteAsync(
                """
                UPDATE deployed_tasks SET runs = @run
                WHERE deployment = @Deployment AND runs = @Runs AND task IS NULL AND next_run = @NextRun
                    AND EXISTS (SELECT 1 FROM deployments WHERE id = @Deployment AND status = 'Running')
                """,
                new { row.Deployment, row.Runs, row.NextRun, run },
                transaction);
            if (begun > 0)
            {
                await transaction.Connection!.ExecuteAsync(
                    "INSERT INTO deployed_task_runs (deployment, run, status, started) VALUES (@Deployment, @run, 'Pending', @started)",
                    new { row.Deployment, run, started = now.ToUnixTimeMilliseconds() },
                    transaction);
                await transaction.Connection!.ExecuteAsync(
                    "DELETE FROM deployed_task_runs WHERE deployment = @Deployment AND run <= @last", new { row.Deployment, last = run - kept }, transaction);

                // Of the run before the last one: somebody may still be about to submit that one.
                await IdempotencyTable.ForgetAsync(transaction, RunSubmission.TokenOf(row.DeploymentId, run - 2));
            }

            return begun > 0;
        },
        cancellationToken);

    /// <summary>Notes which task the run is. False: it is known already, or is no longer waited for.</summary>
    public Task<bool> SetTaskAsync(DeployedTaskRow row, TaskId task, CancellationToken cancellationToken) => store.Database.WriteAsync(
        async transaction =>
        {
            var set = await transaction.Connection!.ExecuteAsync(
                """
                UPDATE deployed_tasks SET task = @Number, last_task = @Number, next_run = NULL
                WHERE deployment = @Deployment AND runs = @Runs AND task IS NULL
                    AND EXISTS (SELECT 1 FROM deployed_task_runs AS run WHERE run.deployment = @Deployment AND run.run = @Runs AND run.ended IS NULL)
                """,
                new { task.Number, row.Deployment, row.Runs },
                transaction);
            if (set > 0)
            {
                await transaction.Connection!.ExecuteAsync(
                    "UPDATE deployed_task_runs SET task = @Number WHERE deployment = @Deployment AND run = @Runs",
                    new { task.Number, row.Deployment, row.Runs },
                    transaction);
            }

            return set > 0;
        },
        cancellationToken);

    /// <summary>Ends a run, and says what follows. False: it has ended already.</summary>
    /// <param name="row">The deployed task with the run.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="error">Why it failed.</param>
    /// <param name="end">What follows; null where the process does not run any more.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<bool> EndAsync(
        DeployedTaskRow row, ComputeTaskStatus status, string? error, RunEnd? end, DateTimeOffset now, CancellationToken cancellationToken) =>
        store.Database.WriteAsync(
            async transaction =>
            {
                var connection = transaction.Connection!;
                var ended = await connection.ExecuteAsync(
                    """
                    UPDATE deployed_tasks SET task = NULL, next_run = @next
                    WHERE deployment = @Deployment AND runs = @Runs AND COALESCE(task, 0) = @task
                        AND EXISTS (SELECT 1 FROM deployed_task_runs AS run WHERE run.deployment = @Deployment AND run.run = @Runs AND run.ended IS NULL)
                    """,
                    new { row.Deployment, row.Runs, task = row.Task ?? 0, next = end?.NextRun?.ToUnixTimeMilliseconds() },
                    transaction);
                if (ended == 0)
                {
                    return false;
                }

                await connection.ExecuteAsync(
                    "UPDATE deployed_task_runs SET status = @status, error = @error, ended = @now WHERE deployment = @Deployment AND run = @Runs",
                    new { row.Deployment, row.Runs, status = status.ToString(), error, now = now.ToUnixTimeMilliseconds() },
                    transaction);
                if (end is not null)
                {
                    await EndProcessAsync(transaction, row, status, error, end, now);
                }

                return true;
            },
            cancellationToken);

    private static Task<int> EndProcessAsync(
        DbTransaction transaction, DeployedTaskRow row, ComputeTaskStatus status, string? error, RunEnd end, DateTimeOffset now)
    {
        var hasFailed = status == ComputeTaskStatus.Failed;
        return transaction.Connection!.ExecuteAsync(
            $"""
            UPDATE deployments SET status = @status, failures = @Failures{(hasFailed ? ", failure = @error, failed_at = @now" : string.Empty)}
            WHERE id = @Deployment AND status = 'Running'
            """,
            new { row.Deployment, status = end.Status.ToString(), end.Failures, error, now = now.ToUnixTimeMilliseconds() },
            transaction);
    }
}
