using InfernoOrleans.Tests.Nodes;
using InfernoOrleans.Tests.Storage.State;

namespace InfernoOrleans.Tests.Compute.Tables;

/// <summary>In what order both databases give tasks that are ready.</summary>
[Collection(PostgresGroup.Name)]
public sealed class TaskQueueTableTests(SharedPostgres postgres) : TaskDatabase(postgres)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task ListReady_OfTasksOfUnlikePriority_FollowsRank(string database)
    {
        await OpenAsync(database);
        var first = await InsertAsync(Simple(), Simple() with { Priority = 2 }, Simple() with { Priority = -1 });
        Time.Advance(TimeSpan.FromSeconds(90));
        var later = await InsertAsync(Simple() with { Priority = 1 });
        Assert.Equal([1L, 2, 3, 4], first.Concat(later).Select(row => row.Id));

        var ready = await Queue.ListReadyAsync(string.Empty, long.MinValue, 0, 10, None);
        Assert.Equal([2L, 1, 4, 3], ready.Select(task => task.Id));
        var page = await Queue.ListReadyAsync(string.Empty, ready[1].Rank, ready[1].Id, 1, None);
        Assert.Equal([4L], page.Select(task => task.Id));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task ListRequirements_OfReadyTasks_NamesEachSetOnce(string database)
    {
        await OpenAsync(database);
        await InsertAsync(Simple() with { Requires = "b" }, Simple(), Simple() with { Requires = "a" }, Simple() with { Requires = "b" });
        Assert.Equal(["", "a", "b"], await Queue.ListRequirementsAsync(null, 10, None));
        Assert.Equal(["", "a"], await Queue.ListRequirementsAsync(null, 2, None));
        Assert.Equal(["b"], await Queue.ListRequirementsAsync("a", 2, None));
        Assert.Equal([1L, 4], (await Queue.ListReadyAsync("b", long.MinValue, 0, 10, None)).Select(task => task.Id));
    }
}
