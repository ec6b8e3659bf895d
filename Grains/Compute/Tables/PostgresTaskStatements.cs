using System.Data.Common;
using Dapper;
using Npgsql;

namespace InfernoOrleans.Grains.Compute.Tables;

/// <summary>One statement for any number of tasks, which go to the server as arrays.</summary>
internal sealed class PostgresTaskStatements : TaskStatements
{
    public override string Using(string index) => string.Empty;

    public override async Task<IReadOnlyList<long>> TakeNumbersAsync(DbTransaction transaction, int count) =>
        (await transaction.Connection!.QueryAsync<long>(
            "SELECT nextval('task_ids') FROM generate_series(1, @count)", new { count }, transaction)).AsList();

    public override async Task InsertAsync(DbTransaction transaction, IReadOnlyList<InsertedTask> tasks)
    {
        await using var command = Command(
            transaction,
            """
            INSERT INTO tasks
                (id, name, type, work, input, input_bytes, priority, rank, requires, timeout_ms, max_attempts, created, state, waiting_for, has_dependents)
            SELECT * FROM unnest(
                @ids, @names, @types, @works, @inputs, @inputBytes, @priorities, @ranks, @requires, @timeouts, @most, @created, @states, @waiting, @hasDependents)
            """);
        Add(command, "ids", tasks, task => task.Id);
        Add(command, "names", tasks, task => task.Task.Name);
        Add(command, "types", tasks, task => task.Task.Type);
        Add(command, "works", tasks, task => task.Task.Work);
        Add(command, "inputs", tasks, task => task.Task.Input);
        Add(command, "inputBytes", tasks, task => task.Task.Input?.Length ?? 0);
        Add(command, "priorities", tasks, task => task.Task.Priority);
        Add(command, "ranks", tasks, task => task.Rank);
        Add(command, "requires", tasks, task => task.Task.Requires);
        Add(command, "timeouts", tasks, task => task.Task.TimeoutMs);
        Add(command, "most", tasks, task => task.Task.MaxAttempts);
        Add(command, "created", tasks, task => task.Created);
        Add(command, "states", tasks, task => task.State);
        Add(command, "waiting", tasks, task => task.WaitingFor);
        Add(command, "hasDependents", tasks, task => task.HasDependents);
        await command.ExecuteNonQueryAsync();
    }

    public override async Task<IReadOnlyList<ClaimedTask>> ClaimAsync(DbTransaction transaction, IReadOnlyList<Claim> claims, string executor)
    {
        await using var command = Command(
            transaction,
            """
            UPDATE tasks SET state = 'Assigned', attempt = tasks.attempt + 1, node = claim.node, executor = @executor, started = NULL
            FROM unnest(@ids, @attempts, @nodes) AS claim (id, attempt, node)
            WHERE tasks.id = claim.id AND tasks.attempt = claim.attempt AND tasks.state = 'Pending'
            RETURNING tasks.id, tasks.attempt, tasks.node, type, work, input, requires, timeout_ms, max_attempts, failures
            """);
        Add(command, "ids", claims, claim => claim.Id);
        Add(command, "attempts", claims, claim => claim.Attempt);
        Add(command, "nodes", claims, claim => claim.Node);
        command.Parameters.Add(new NpgsqlParameter<string>("executor", executor));

        var claimed = new List<ClaimedTask>(claims.Count);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            claimed.Add(new ClaimedTask
            {
                Id = reader.GetInt64(0),
                Attempt = reader.GetInt32(1),
                Node = reader.GetString(2),
                Type = reader.GetString(3),
                Work = reader.GetString(4),
                Input = reader.IsDBNull(5) ? null : reader.GetFieldValue<byte[]>(5),
                Requires = reader.GetString(6),
                TimeoutMs = reader.GetInt64(7),
                MaxAttempts = reader.GetInt32(8),
                Failures = reader.GetInt32(9),
            });
        }

        return claimed;
    }

    public override async Task MarkRunningAsync(DbTransaction transaction, IReadOnlyList<(AttemptId Id, long Started)> attempts)
    {
        await using var command = Command(
            transaction,
            """
            UPDATE tasks SET state = 'Running', started = run.started
            FROM unnest(@ids, @attempts, @started) AS run (id, attempt, started)
            WHERE tasks.id = run.id AND tasks.attempt = run.attempt AND tasks.state = 'Assigned'
            """);
        Add(command, "ids", attempts, attempt => attempt.Id.Task);
        Add(command, "attempts", attempts, attempt => attempt.Id.Attempt);
        Add(command, "started", attempts, attempt => attempt.Started);
        await command.ExecuteNonQueryAsync();
    }

    public override async Task<IReadOnlyList<EndedTask>> EndAsync(DbTransaction transaction, IReadOnlyList<AttemptEnd> ends)
    {
        await using var command = Command(
            transaction,
            """
            UPDATE tasks SET
                state = ended.state, failures = tasks.failures + ended.failed, not_before = ended.not_before,
                failed_on = tasks.failed_on || COALESCE(ended.failed_on || ',', ''), executor = NULL,
                error = CASE WHEN ended.state = 'Pending' THEN tasks.error ELSE ended.error END,
                started = COALESCE(ended.started, tasks.started), finished = ended.finished, execution_ms = ended.execution_ms,
                result_shape = ended.result_shape, result = ended.result, artifact = ended.artifact, output = ended.output,
                input = CASE WHEN ended.state IN ('Pending', 'Delayed') THEN tasks.input END
            FROM unnest(
                    @ids, @attempts, @states, @failed, @failedOn, @notBefore, @errors, @started, @finished, @execution, @shapes, @results, @artifacts, @outputs)
                AS ended (id, attempt, state, failed, failed_on, not_before, error, started, finished, execution_ms, result_shape, result, artifact, output)
            WHERE tasks.id = ended.id AND tasks.attempt = ended.attempt AND tasks.state IN ('Assigned', 'Running')
            RETURNING tasks.id, tasks.state, tasks.has_dependents, tasks.requires, tasks.rank
            """);
        Add(command, "ids", ends, end => end.Id.Task);
        Add(command, "attempts", ends, end => end.Id.Attempt);
        Add(command, "states", ends, end => end.State);
        Add(command, "failed", ends, end => end.IsFailure ? 1 : 0);
        Add(command, "failedOn", ends, end => end.FailedOn);
        Add(command, "notBefore", ends, end => end.NotBefore);
        Add(command, "errors", ends, end => end.Error);
        Add(command, "started", ends, end => end.Started);
        Add(command, "finished", ends, end => end.Finished);
        Add(command, "execution", ends, end => end.ExecutionMs);
        Add(command, "shapes", ends, end => end.ResultShape);
        Add(command, "results", ends, end => end.Result);
        Add(command, "artifacts", ends, end => end.Artifact);
        Add(command, "outputs", ends, end => end.Output);

        var ended = new List<EndedTask>(ends.Count);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            ended.Add(new EndedTask(reader.GetInt64(0), reader.GetString(1), reader.GetBoolean(2), reader.GetString(3), reader.GetInt64(4)));
        }

        return ended;
    }

    public override async Task<IReadOnlyList<(long Id, string State)>> MarkDependedOnAsync(DbTransaction transaction, IReadOnlyList<long> ids)
    {
        // Locked in one order, so that two that depend on the same tasks wait for one another but not in a circle.
        await using var command = Command(
            transaction,
            """
            UPDATE tasks SET has_dependents = TRUE
            FROM (SELECT id FROM tasks WHERE id = ANY (@ids) ORDER BY id FOR UPDATE) AS locked
            WHERE tasks.id = locked.id
            RETURNING tasks.id, tasks.state
            """);
        Add(command, "ids", ids, id => id);
        var found = new List<(long, string)>(ids.Count);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            found.Add((reader.GetInt64(0), reader.GetString(1)));
        }

        return found;
    }

    public override async Task InsertDependenciesAsync(DbTransaction transaction, IReadOnlyList<(long Task, long DependsOn)> dependencies)
    {
        await using var command = Command(transaction, "INSERT INTO task_dependencies (task, depends_on) SELECT * FROM unnest(@tasks, @dependencies)");
        Add(command, "tasks", dependencies, dependency => dependency.Task);
        Add(command, "dependencies", dependencies, dependency => dependency.DependsOn);
        await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlCommand Command(DbTransaction transaction, string sql) =>
        new(sql, (NpgsqlConnection)transaction.Connection!, (NpgsqlTransaction)transaction);

    private static void Add<TItem, TValue>(NpgsqlCommand command, string name, IReadOnlyList<TItem> items, Func<TItem, TValue> value) =>
        command.Parameters.Add(new NpgsqlParameter<TValue[]>(name, [.. items.Select(value)]));
}
