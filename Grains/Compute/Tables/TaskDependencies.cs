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
    /// <param name="tasks">The new ones.</param>
    /// <param name="field">The field in which a task, by position, names a dependency, by position.</param>
    /// <returns>Those that have completed already.</returns>
    /// <exception cref="RefusedException">One is not there, or will not complete any more.</exception>
    public static async Task<IReadOnlySet<long>> RequireAsync(DbTransaction transaction, IReadOnlyList<NewTask> tasks, Func<int, int, string> field)
    {
        var completed = new HashSet<long>();
        var asked = new Dictionary<long, string>();
        foreach (var (dependency, name) in tasks
            .SelectMany((task, i) => task.DependsOn.Select((dependency, j) => (dependency, field(i, j))))
            .OrderBy(each => each.dependency))
        {
            if (!asked.TryGetValue(dependency, out var state))
            {
                state = await transaction.Connection!.ExecuteScalarAsync<string?>(
                    "UPDATE tasks SET has_dependents = TRUE WHERE id = @dependency RETURNING state", new { dependency }, transaction) ?? string.Empty;
                asked.Add(dependency, state);
            }

            if (state == TaskState.Completed)
            {
                completed.Add(dependency);
            }
            else if (state is "" or TaskState.Failed or TaskState.Cancelled)
            {
                var id = new TaskId(dependency);
                throw RefusedException.Invalid(
                    name, state.Length == 0 ? $"{name} is {id}; there is no such task." : $"{name} is {id}, which has {state.ToLowerInvariant()}: it will not complete.");
            }
        }

        return completed;
    }

    /// <summary>Writes what new tasks depend on.</summary>
    public static async Task InsertAsync(DbTransaction transaction, IReadOnlyList<InsertedTask> rows)
    {
        foreach (var row in rows.Where(row => row.Task.DependencyCount > 0))
        {
            foreach (var dependency in row.Task.DependsOn.Concat(row.Task.DependsOnNew.Select(position => rows[position].Id)).Distinct())
            {
                await transaction.Connection!.ExecuteAsync(
                    "INSERT INTO task_dependencies (task, depends_on) VALUES (@Id, @dependency)", new { row.Id, dependency }, transaction);
            }

            foreach (var position in row.Task.DependsOnNew)
            {
                await transaction.Connection!.ExecuteAsync(
                    "UPDATE tasks SET has_dependents = TRUE WHERE id = @Id", new { rows[position].Id }, transaction);
            }
        }
    }

    /// <summary>
    /// Has the tasks that waited for ended ones wait for one less, or fail with all that wait for them where one did not complete.
    /// </summary>
    public static async Task SettleAsync(DbTransaction transaction, IReadOnlyList<EndedTask> ended, long now)
    {
        foreach (var task in ended.Where(task => task.HasDependents))
        {
            if (task.State == TaskState.Completed)
            {
                await transaction.Connection!.ExecuteAsync(
                    """
                    UPDATE tasks SET waiting_for = waiting_for - 1, state = CASE WHEN waiting_for = 1 THEN 'Pending' ELSE state END
                    WHERE state = 'Waiting' AND id IN (SELECT task FROM task_dependencies WHERE depends_on = @Id)
                    """,
                    new { task.Id },
                    transaction);
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
                    UPDATE tasks SET state = 'Failed', error = @error, finished = @now
                    WHERE state = 'Waiting' AND id IN (SELECT task FROM doomed)
                    """,
                    new { task.Id, error, now },
                    transaction);
            }
        }
    }
}
