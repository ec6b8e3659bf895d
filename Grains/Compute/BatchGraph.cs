using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Naming;
using InfernoOrleans.Grains.Interfaces.Refusals;

namespace InfernoOrleans.Grains.Compute;

/// <summary>What the tasks of a command depend on: tasks that are there, by their ids, and one another, by keys. It has no circles.</summary>
internal sealed class BatchGraph
{
    private readonly List<long>[] present;
    private readonly List<int>[] added;

    private BatchGraph(int tasks)
    {
        present = [.. Enumerable.Range(0, tasks).Select(_ => new List<long>())];
        added = [.. Enumerable.Range(0, tasks).Select(_ => new List<int>())];
    }

    /// <summary>The numbers of tasks that are there.</summary>
    public IReadOnlyList<long> Present(int task) => present[task];

    /// <summary>The positions of tasks of the command.</summary>
    public IReadOnlyList<int> New(int task) => added[task];

    /// <exception cref="RefusedException">
    /// A key is given twice or looks like an id, a task depends on something that is no task or on too many, or there is a circle.
    /// </exception>
    public static BatchGraph Of(SubmitCommand command, int mostDependencies)
    {
        var positions = Positions(command);
        var graph = new BatchGraph(command.Tasks.Count);
        for (var i = 0; i < command.Tasks.Count; i++)
        {
            var dependencies = command.Tasks[i].DependsOn ?? [];
            if (dependencies.Count > mostDependencies)
            {
                var field = TaskAdmission.Field(command, i, "dependsOn");
                throw RefusedException.Invalid(field, $"{field} holds {dependencies.Count:N0} tasks; it must hold {mostDependencies:N0} at most.");
            }

            for (var j = 0; j < dependencies.Count; j++)
            {
                graph.Add(i, dependencies[j], positions, TaskAdmission.Field(command, i, $"dependsOn[{j}]"));
            }
        }

        graph.RequireNoCircle(command);
        return graph;
    }

    private static Dictionary<string, int> Positions(SubmitCommand command)
    {
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < command.Tasks.Count; i++)
        {
            if (command.Tasks[i].Key is { } key)
            {
                var field = TaskAdmission.Field(command, i, "key");
                Names.CheckTaskKey(key, field);
                if (!positions.TryAdd(key, i))
                {
                    throw RefusedException.Invalid(field, $"{field} is '{key}', as that of another task of the batch; keys must differ.");
                }
            }
        }

        return positions;
    }

    private void Add(int task, string? dependency, Dictionary<string, int> positions, string field)
    {
        if (TaskId.TryParse(dependency, out var id))
        {
            if (!present[task].Contains(id.Number))
            {
                present[task].Add(id.Number);
            }
        }
        else if (dependency is not null && positions.TryGetValue(dependency, out var position))
        {
            if (!added[task].Contains(position))
            {
                added[task].Add(position);
            }
        }
        else
        {
            throw RefusedException.Invalid(field, $"{field} must be the id of a task, task-N, or the key of a task of the same batch.");
        }
    }

    /// <summary>Takes away, again and again, tasks that depend on none that is left; what remains then are circles.</summary>
    private void RequireNoCircle(SubmitCommand command)
    {
        var missing = added.Select(dependencies => dependencies.Count).ToArray();
        var dependents = new List<int>[missing.Length];
        for (var i = 0; i < missing.Length; i++)
        {
            foreach (var dependency in added[i])
            {
                (dependents[dependency] ??= []).Add(i);
            }
        }

        var free = new Queue<int>(Enumerable.Range(0, missing.Length).Where(task => missing[task] == 0));
        while (free.TryDequeue(out var task))
        {
            foreach (var dependent in dependents[task] ?? [])
            {
                if (--missing[dependent] == 0)
                {
                    free.Enqueue(dependent);
                }
            }
        }

        if (Array.FindIndex(missing, count => count > 0) is >= 0 and var first)
        {
            var field = TaskAdmission.Field(command, Circle(first, missing)[0], "dependsOn");
            var keys = Circle(first, missing).Select(task => command.Tasks[task].Key);
            throw RefusedException.Invalid(field, $"{field} closes a circle: {string.Join(" → ", keys)}. Tasks must not depend on themselves.");
        }
    }

    /// <summary>Every task that is left depends on another that is: whoever follows that comes back to where they were.</summary>
    private List<int> Circle(int task, int[] missing)
    {
        var path = new List<int>();
        while (!path.Contains(task))
        {
            path.Add(task);
            task = added[task].First(dependency => missing[dependency] > 0);
        }

        path.RemoveRange(0, path.IndexOf(task));
        path.Add(task);
        return path;
    }
}
