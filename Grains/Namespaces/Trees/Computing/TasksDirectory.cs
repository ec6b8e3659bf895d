using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Namespaces.Trees.Control;

namespace InfernoOrleans.Grains.Namespaces.Trees.Computing;

/// <summary><c>#compute/tasks</c>: the tasks, newest first.</summary>
internal sealed class TasksDirectory(IGrainFactory grains) : TreeDirectory
{
    private IComputeDirectoryGrain Directory => grains.GetGrain<IComputeDirectoryGrain>(0);

    public override async Task<TreeNode?> WalkAsync(string name, CancellationToken cancellationToken)
    {
        // By its row: a task that is not there brings no grain to life.
        if (!TaskId.TryParse(name, out var id)
            || id.Number == long.MaxValue
            || await Directory.ListTasksAsync(new TaskQuery(Status: null, new TaskId(id.Number + 1), Limit: 1), cancellationToken) is not [var task]
            || task.Id != id)
        {
            return null;
        }

        var grain = grains.GetGrain<ITaskGrain>(name);
        return new FixedDirectory(
            ("status", ComputedFile.Of(task.Status.ToString())),
            ("ctl", new ControlFile(new ControlCommand("cancel", async (_, token) => $"{id} is {(await grain.CancelAsync(token)).Status}."))),
            ("metadata", new ComputedFile(async token => TreeContent.Json(
                TaskFacts.From(await grain.DescribeAsync(token)), TreeJson.Readable.TaskFacts))),
            ("stats", new ComputedFile(_ => Task.FromResult(TreeContent.Json(TaskCounts.From(task), TreeJson.Readable.TaskCounts)))),
            ("ns", NamespaceFile.Of(grains, process: null)),
            ("log", new ComputedFile(_ => Task.FromResult(TreeContent.Text(TaskLog.Of(task))))),
            ("result", new ComputedFile(async token => TaskResultText.Of(await grain.DescribeAsync(token)))));
    }

    public override async Task<DirectoryPage> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        TaskId? before = null;
        if (after is not null)
        {
            before = TaskId.TryParse(after, out var last) ? last : throw NoCursor();
        }

        var found = await Directory.ListTasksAsync(new TaskQuery(Status: null, before, limit + 1), cancellationToken);
        return Page([.. found.Select(task => task.Id.ToString())], limit);
    }
}
