using System.Data.Common;
using Dapper;
using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage;

namespace InfernoOrleans.Grains.Compute.Tables;

/// <summary>
/// The rows of <c>tasks</c>. Whoever changes one says which state or attempt the change is for, so that it does not matter who else does:
/// a task is given to one silo at a time and ends once. Counts and events are written by the database in the same transaction.
/// </summary>
internal sealed class TaskTable(Store store, TaskStatements statements, TimeProvider time)
{
    private const string Columns =
        """
        id AS Id, name AS Name, type AS Type, state AS State, priority AS Priority, node AS Node, executor AS Executor, attempt AS Attempt,
        error AS Error, execution_ms AS ExecutionMs, created AS Created, started AS Started, finished AS Finished,
        result_shape AS ResultShape, artifact AS Artifact
        """;

    /// <summary>Inserts tasks.</summary>
    /// <returns>Their rows, in the order of <paramref name="tasks"/>.</returns>
    /// <exception cref="RefusedException">One depends on a task that is not there, or will not complete any more.</exception>
    public async Task<IReadOnlyList<InsertedTask>> InsertAsync(DbTransaction transaction, IReadOnlyList<NewTask> tasks, Func<int, int, string> field)
    {
        var completed = await TaskDependencies.RequireAsync(transaction, statements, tasks, field);
        var numbers = await statements.TakeNumbersAsync(transaction, tasks.Count);
        var created = time.GetUtcNow().ToUnixTimeMilliseconds();
        var dependedOn = tasks.SelectMany(task => task.DependsOnNew).ToHashSet();
        InsertedTask[] rows =
        [
            .. tasks.Select((task, i) => new InsertedTask(
                numbers[i],
                task,
                created,
                task.DependsOnNew.Count + task.DependsOn.Count(dependency => !completed.Contains(dependency)),
                dependedOn.Contains(i))),
        ];
        await statements.InsertAsync(transaction, rows);
        await TaskDependencies.InsertAsync(transaction, statements, rows);
        return rows;
    }

    /// <summary>Gives ready tasks to a silo, as far as they are still ready.</summary>
    public Task<IReadOnlyList<ClaimedTask>> ClaimAsync(IReadOnlyList<Claim> claims, string executor, CancellationToken cancellationToken) =>
        store.Database.WriteAsync(transaction => statements.ClaimAsync(transaction, Sorted(claims, claim => claim.Id), executor), cancellationToken);

    /// <summary>Notes that attempts run.</summary>
    public Task MarkRunningAsync(IReadOnlyList<(AttemptId Id, long Started)> attempts, CancellationToken cancellationToken) =>
        store.Database.WriteAsync(
            async transaction =>
            {
                await statements.MarkRunningAsync(transaction, Sorted(attempts, attempt => attempt.Id.Task));
                return true;
            },
            cancellationToken);

    /// <summary>Ends attempts; tasks that waited for them become ready or fail.</summary>
    /// <returns>Those that were the present attempt of their task, and what is ready because of that.</returns>
    public Task<(IReadOnlyList<EndedTask> Ended, IReadOnlyList<ReadyHint> Ready)> EndAsync(IReadOnlyList<AttemptEnd> ends, CancellationToken cancellationToken) =>
        store.Database.WriteAsync(
            async transaction =>
            {
                var ended = await statements.EndAsync(transaction, Sorted(ends, end => end.Id.Task));
                var ready = await TaskDependencies.SettleAsync(transaction, ended, Now);
                var released = ended.Where(task => task.State == TaskState.Pending).Select(task => (task.Requires, task.Rank));
                return (ended, ReadyHint.Of(ready.Concat(released)));
            },
            cancellationToken);

    /// <summary>Cancels a task that has not ended.</summary>
    /// <returns>Its row; null when it is not there or has ended.</returns>
    public Task<TaskRow?> CancelAsync(TaskId id, CancellationToken cancellationToken) => store.Database.WriteAsync(
        async transaction =>
        {
            var row = await transaction.Connection!.QuerySingleOrDefaultAsync<TaskRow>(
                $"""
                UPDATE tasks SET state = 'Cancelled', finished = @Now, error = NULL, input = NULL
                WHERE id = @Number AND state NOT IN ('Completed', 'Failed', 'Cancelled')
                RETURNING {Columns}
                """,
                new { id.Number, Now },
                transaction);
            if (row is not null)
            {
                await TaskDependencies.SettleAsync(transaction, [new EndedTask(row.Id, row.State, HasDependents: true, string.Empty, 0)], Now);
            }

            return row;
        },
        cancellationToken);

    public Task<TaskRow?> FindAsync(TaskId id, CancellationToken cancellationToken) => store.Database.ReadAsync(
        connection => connection.QuerySingleOrDefaultAsync<TaskRow>($"SELECT {Columns}, result AS Result, output AS Output FROM tasks WHERE id = @Number", new { id.Number }),
        cancellationToken);

    /// <exception cref="RefusedException">There is no such task, or no more.</exception>
    public async Task<TaskInfo> DescribeAsync(TaskId id, CancellationToken cancellationToken)
    {
        var row = await FindAsync(id, cancellationToken) ?? throw Unknown(id.ToString());
        var dependencies = await store.Database.ReadAsync(
            connection => connection.QueryAsync<long>(
                "SELECT depends_on FROM task_dependencies WHERE task = @Number ORDER BY depends_on", new { id.Number }),
            cancellationToken);
        return row.ToInfo([.. dependencies.Select(number => new TaskId(number))]);
    }

    /// <summary>Those that have ended, or are not kept any more.</summary>
    public Task<IReadOnlyList<TaskId>> FindEndedAsync(IReadOnlyList<TaskId> ids, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<TaskId>>(
            async connection =>
            {
                if (ids.Count == 0)
                {
                    return [];
                }

                // The two databases take lists of parameters in different ways; numbers can be part of the text.
                var living = await connection.QueryAsync<long>(
                    $"SELECT id FROM tasks WHERE id IN ({string.Join(',', ids.Select(id => id.Number))}) AND state NOT IN ('Completed', 'Failed', 'Cancelled')");
                return [.. ids.Except(living.Select(number => new TaskId(number)))];
            },
            cancellationToken);

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<TaskInfo>> ListAsync(TaskQuery query, CancellationToken cancellationToken) =>
        store.Database.ReadAsync<IReadOnlyList<TaskInfo>>(
            async connection =>
            {
                // One query for each state: each walks an index from its end.
                var states = query.Status is { } status ? TaskState.Of(status) : [string.Empty];
                var rows = new List<TaskRow>();
                foreach (var state in states)
                {
                    rows.AddRange(await connection.QueryAsync<TaskRow>(
                        $"""
                        SELECT {Columns} FROM tasks WHERE id < @before{(state.Length > 0 ? " AND state = @state" : string.Empty)}
                        ORDER BY id DESC LIMIT @Limit
                        """,
                        new { before = query.Before?.Number ?? long.MaxValue, state, query.Limit }));
                }

                return [.. rows.OrderByDescending(row => row.Id).Take(query.Limit).Select(row => row.ToInfo([]))];
            },
            cancellationToken);

    /// <summary>The number of tasks in each state, and when the oldest that is ready was accepted.</summary>
    public Task<(IReadOnlyDictionary<string, long> Counts, long? Oldest)> CountAsync(CancellationToken cancellationToken) =>
        store.Database.ReadAsync<(IReadOnlyDictionary<string, long>, long?)>(
            async connection =>
            {
                var counts = await connection.QueryAsync<(string State, long Count)>(
                    "SELECT state, CAST(SUM(count) AS bigint) FROM task_counts WHERE state <> 'Deleted' GROUP BY state");
                var oldest = await connection.ExecuteScalarAsync<long?>(
                    "SELECT created FROM tasks WHERE state = 'Pending' ORDER BY id LIMIT 1");
                return (counts.ToDictionary(count => count.State, count => count.Count), oldest);
            },
            cancellationToken);

    public static RefusedException Unknown(string id) =>
        RefusedException.NotFound($"There is no task '{id}', or no more: ended tasks are kept for a while only.");

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>In one order, so that transactions wait for one another's rows but not in a circle.</summary>
    private static List<T> Sorted<T>(IReadOnlyList<T> items, Func<T, long> id) => [.. items.OrderBy(id)];
}
