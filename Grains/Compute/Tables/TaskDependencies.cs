using System.Data.Common;
using Dapper;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Compute.Tables;

/// <summary>
/// Which tasks wait for which. A task that others depend on is marked so before they are inserted, and by that locked: it ends either
/// before, and they see that, or after, and then finds them.
/// </summary>
internal static class TaskDependencies
{
    /// <summary>Marks the tasks that new ones depend on.</summary>
    /// <param name="transaction">The transaction that inserts the new ones.</param>
    /// <param name="statements">What is done to many at one time.</param>
    /// <param name="tasks">The new ones.</param>
    /// <param name="field">The field in which a task, by position, names a dependency, by position.</param>
    /// <returns>Those that have completed already.</returns>
    /// <exception cref="RefusedException">One is not there, or will not complete any more.</exception>
    public static async Task<IReadOnlySet<long>> RequireAsync(
        DbTransaction transaction, TaskStatements statements, IReadOnlyList<NewTask> tasks, Func<int, int, string> field)
    {
        long[] ids = [.. tasks.SelectMany(task => task.DependsOn).Distinct().Order()];
        if (ids.Length == 0)
        {
            return new HashSet<long>();
        }

        var states = (await statements.MarkDependedOnAsync(transaction, ids)).ToDictionary(task => task.Id, task => task.State);
        for (var i = 0; i < tasks.Count; i++)
        {
            for (var j = 0; j < tasks[i].DependsOn.Count; j++)
            {
                Require(new TaskId(tasks[i].DependsOn[j]), states, field(i, j));
            }
        }

        return states.Where(task => task.Value == TaskState.Completed).Select(task => task.Key).ToHashSet();
    }

    /// <summary>Writes what new tasks depend on.</summary>
    public static async Task InsertAsync(DbTransaction transaction, TaskStatements statements, IReadOnlyList<InsertedTask> rows)
    {
        (long, long)[] dependencies =
        [
            .. rows.SelectMany(row => row.Task.DependsOn.Concat(row.Task.DependsOnNew.Select(position => rows[position].Id)).Select(dependency => (row.Id, dependency))),
        ];
        if (dependencies.Length > 0)
        {
            await statements.InsertDependenciesAsync(transaction, dependencies);
        }
    }

    /// <summary>
    /// Has the tasks that waited for ended ones wait for one less, or fail with all that wait for them where one did not complete.
    /// </summary>
    /// <returns>What became ready by that, with its rank.</returns>
    public static async Task<IReadOnlyList<(string Requires, long Rank)>> SettleAsync(DbTransaction transaction, IReadOnlyList<EndedTask> ended, long now)
    {
        var ready = new List<(string, long)>();
        foreach (var task in ended.Where(task => task.HasDependents))
        {
            if (task.State == TaskState.Completed)
            {
                var changed = await transaction.Connection!.QueryAsync<(string State, string Requires, long Rank)>(
                    """
                    UPDATE tasks SET waiting_for = waiting_for - 1, state = CASE WHEN waiting_for = 1 THEN 'Pending' ELSE state END
                    WHERE state = 'Waiting' AND id IN (SELECT task FROM task_dependencies WHERE depends_on = @Id)
                    RETURNING state, requires, rank
                    """,
                    new { task.Id },
                    transaction);
                ready.AddRange(changed.Where(each => each.State == TaskState.Pending).Select(each => (each.Requires, each.Rank)));
            }
            else if (task.State is TaskState.Failed or TaskState.Cancelled)
            {
                var error = $"{new TaskId(task.Id)}, on which it depends, {(task.State == TaskState.Failed ? "failed" : "was cancelled")}.";
                await transaction.Connection!.ExecuteAsync(
                    """
                    WITH RECURSIVE doomed AS (
                        SELECT task FROM task_dependencies WHERE depends_on = @Id
                        UNION
                        SELECT next.task FROM task_dependencies AS next JOIN doomed ON next.depends_on = doomed.task
                    )
                    UPDATE tasks SET state = 'Failed', error = @error, finished = @now, input = NULL
                    WHERE state = 'Waiting' AND id IN (SELECT task FROM doomed)
                    """,
                    new { task.Id, error, now },
                    transaction);
            }
        }

        return ready;
    }

    private static void Require(TaskId id, Dictionary<long, string> states, string field)
    {
        if (!states.TryGetValue(id.Number, out var state))
        {
            throw RefusedException.Invalid(field, $"{field} is {id}; there is no such task.");
        }

        if (state is TaskState.Failed or TaskState.Cancelled)
        {
            throw RefusedException.Invalid(field, $"{field} is {id}, which has {state.ToLowerInvariant()}: it will not complete.");
        }
    }
}
