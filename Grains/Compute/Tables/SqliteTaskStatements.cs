using System.Data.Common;
using Dapper;
using InfernoOrleans.Grains.Storage.Sqlite;

namespace InfernoOrleans.Grains.Compute.Tables;

/// <summary>A prepared statement for each kind of change, run once for each task: the database is in the process.</summary>
internal sealed class SqliteTaskStatements : TaskStatements
{
    /// <summary>Inputs up to so many bytes are part of the row.</summary>
    private const int ShortInput = 2_048;

    /// <summary>Without statistics the planner would rather sort a million rows than walk a partial index.</summary>
    public override string Using(string index) => $"INDEXED BY {index}";

    public override async Task<IReadOnlyList<long>> TakeNumbersAsync(DbTransaction transaction, int count)
    {
        var last = await transaction.Connection!.ExecuteScalarAsync<long>(
            "UPDATE id_counters SET last = last + @count WHERE kind = 'task' RETURNING last", new { count }, transaction);
        return [.. Enumerable.Range(0, count).Select(i => last - count + 1 + i)];
    }

    public override async Task InsertAsync(DbTransaction transaction, IReadOnlyList<InsertedTask> tasks)
    {
        await using var insert = new SqliteStatement(
            transaction,
            """
            INSERT INTO tasks
                (id, name, type, work, input, input_bytes, priority, rank, requires, timeout_ms, max_attempts, created, state, waiting_for, has_dependents)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            """);
        await using var insertInput = new SqliteStatement(transaction, "INSERT INTO task_inputs (task, input) VALUES ($1, $2)");
        foreach (var (task, isLong) in tasks.Select(task => (task, task.Task.Input?.Length > ShortInput)))
        {
            await insert.RunAsync(
                task.Id, task.Task.Name, task.Task.Type, task.Task.Work, isLong ? null : task.Task.Input, task.Task.Input?.Length ?? 0,
                task.Task.Priority, task.Rank, task.Task.Requires, task.Task.TimeoutMs, task.Task.MaxAttempts, task.Created, task.State,
                task.WaitingFor, task.HasDependents);
            if (isLong)
            {
                await insertInput.RunAsync(task.Id, task.Task.Input);
            }
        }
    }

    public override async Task<IReadOnlyList<ClaimedTask>> ClaimAsync(DbTransaction transaction, IReadOnlyList<Claim> claims, string executor)
    {
        await using var update = new SqliteStatement(
            transaction,
            """
            UPDATE tasks SET state = 'Assigned', attempt = attempt + 1, node = $3, executor = $4, started = NULL
            WHERE id = $1 AND attempt = $2 AND state = 'Pending'
            RETURNING attempt, type, work, COALESCE(input, (SELECT input FROM task_inputs WHERE task = $1)), requires, timeout_ms, max_attempts, failures
            """);
        var claimed = new List<ClaimedTask>(claims.Count);
        foreach (var claim in claims)
        {
            await using var reader = await update.QueryAsync(claim.Id, claim.Attempt, claim.Node, executor);
            if (await reader.ReadAsync())
            {
                claimed.Add(new ClaimedTask
                {
                    Id = claim.Id,
                    Attempt = reader.GetInt32(0),
                    Node = claim.Node,
                    Type = reader.GetString(1),
                    Work = reader.GetString(2),
                    Input = reader.IsDBNull(3) ? null : reader.GetFieldValue<byte[]>(3),
                    Requires = reader.GetString(4),
                    TimeoutMs = reader.GetInt64(5),
                    MaxAttempts = reader.GetInt32(6),
                    Failures = reader.GetInt32(7),
                });
            }
        }

        return claimed;
    }

    public override async Task MarkRunningAsync(DbTransaction transaction, IReadOnlyList<(AttemptId Id, long Started)> attempts)
    {
        await using var update = new SqliteStatement(
            transaction, "UPDATE tasks SET state = 'Running', started = $3 WHERE id = $1 AND attempt = $2 AND state = 'Assigned'");
        foreach (var (id, started) in attempts)
        {
            await update.RunAsync(id.Task, id.Attempt, started);
        }
    }

    public override async Task<IReadOnlyList<EndedTask>> EndAsync(DbTransaction transaction, IReadOnlyList<AttemptEnd> ends)
    {
        await using var update = new SqliteStatement(
            transaction,
            """
            UPDATE tasks SET
                state = $3, failures = failures + $4, not_before = $6, failed_on = failed_on || COALESCE($5 || ',', ''),
                error = CASE WHEN $3 = 'Pending' THEN error ELSE $7 END,
                executor = NULL, started = COALESCE($8, started), finished = $9, execution_ms = $10, result_shape = $11, result = $12,
                artifact = $13, output = $14, input = CASE WHEN $3 IN ('Pending', 'Delayed') THEN input END
            WHERE id = $1 AND attempt = $2 AND state IN ('Assigned', 'Running')
            RETURNING has_dependents, requires, rank
            """);
        await using var forget = new SqliteStatement(transaction, "DELETE FROM task_inputs WHERE task = $1");
        var ended = new List<EndedTask>(ends.Count);
        foreach (var end in ends)
        {
            await using var reader = await update.QueryAsync(
                end.Id.Task, end.Id.Attempt, end.State, end.IsFailure ? 1 : 0, end.FailedOn, end.NotBefore, end.Error, end.Started,
                end.Finished, end.ExecutionMs, end.ResultShape, end.Result, end.Artifact, end.Output);
            if (await reader.ReadAsync())
            {
                ended.Add(new EndedTask(end.Id.Task, end.State, reader.GetBoolean(0), reader.GetString(1), reader.GetInt64(2)));
                if (end.State is not (TaskState.Pending or TaskState.Delayed))
                {
                    await forget.RunAsync(end.Id.Task);
                }
            }
        }

        return ended;
    }

    public override async Task<IReadOnlyList<(long Id, string State)>> MarkDependedOnAsync(DbTransaction transaction, IReadOnlyList<long> ids)
    {
        await using var update = new SqliteStatement(transaction, "UPDATE tasks SET has_dependents = TRUE WHERE id = $1 RETURNING state");
        var found = new List<(long, string)>(ids.Count);
        foreach (var id in ids)
        {
            await using var reader = await update.QueryAsync(id);
            if (await reader.ReadAsync())
            {
                found.Add((id, reader.GetString(0)));
            }
        }

        return found;
    }

    public override async Task InsertDependenciesAsync(DbTransaction transaction, IReadOnlyList<(long Task, long DependsOn)> dependencies)
    {
        await using var insert = new SqliteStatement(transaction, "INSERT INTO task_dependencies (task, depends_on) VALUES ($1, $2)");
        foreach (var (task, dependsOn) in dependencies)
        {
            await insert.RunAsync(task, dependsOn);
        }
    }
}
