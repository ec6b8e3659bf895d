using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Tests.Nodes;
using InfernoOrleans.Tests.Storage.State;

namespace InfernoOrleans.Tests.Compute.Tables;

/// <summary>What both databases must do with tasks that wait for others.</summary>
[Collection(PostgresGroup.Name)]
public sealed class TaskDependencyTests(SharedPostgres postgres) : TaskDatabase(postgres)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task End_OfADependency_MakesReadyWhatWaitsForNoOther(string database)
    {
        await OpenAsync(database);
        var first = await InsertAsync(Simple(), Simple() with { DependsOnNew = [0] });
        await InsertAsync(Simple() with { DependsOn = [first[0].Id, first[1].Id] });
        Assert.Equal([1L], await ReadyAsync());

        Assert.Equal([new ReadyHint(string.Empty, first[1].Rank)], await RunAsync(1, TaskState.Completed));
        Assert.Equal([2L], await ReadyAsync());
        await RunAsync(2, TaskState.Completed);
        Assert.Equal([3L], await ReadyAsync());

        // What has completed already is not waited for.
        await InsertAsync(Simple() with { DependsOn = [1] });
        Assert.Equal([3L, 4], await ReadyAsync());
        Assert.Equal([new TaskId(1), new TaskId(2)], (await DescribeAsync(3)).DependsOn);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task End_OfADependencyThatFails_FailsAllThatWaitForIt(string database)
    {
        await OpenAsync(database);
        await InsertAsync(Simple(), Simple() with { DependsOnNew = [0] }, Simple() with { DependsOnNew = [1] }, Simple());
        await RunAsync(1, TaskState.Failed);
        foreach (var id in new[] { 2L, 3 })
        {
            var doomed = await DescribeAsync(id);
            Assert.Equal((ComputeTaskStatus.Failed, "task-1, on which it depends, failed."), (doomed.Status, doomed.Error));
        }

        await InsertAsync(Simple() with { DependsOn = [4] });
        Assert.NotNull(await Table.CancelAsync(new TaskId(4), None));
        Assert.Equal("task-4, on which it depends, was cancelled.", (await DescribeAsync(5)).Error);

        foreach (var (dependency, word) in new[] { (1L, "failed"), (4, "cancelled"), (77, "no such task") })
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(() => InsertAsync(Simple() with { DependsOn = [dependency] }));
            Assert.Equal("task 0 dependency 0", refused.Field);
            Assert.Contains(word, refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(5, (await Table.CountAsync(None)).Counts.Values.Sum());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task End_OfDependenciesWhileTheyAreDependedOn_IsNotMissed(string database)
    {
        await OpenAsync(database);
        await InsertAsync([.. Enumerable.Range(0, 50).Select(_ => Simple())]);
        await Table.ClaimAsync([.. Enumerable.Range(1, 50).Select(id => new Claim(id, 0, "n"))], "silo-a", None);
        var depending = Enumerable.Range(1, 50).Select(id => InsertAsync(Simple() with { DependsOn = [id] }));
        var ending = Enumerable.Range(1, 50).Select(id => Table.EndAsync([Completed(id, attempt: 1, result: 1)], None));
        await Task.WhenAll(depending.Zip(ending).SelectMany(pair => new Task[] { pair.First, pair.Second }));
        Assert.Equal(50, (await ReadyAsync()).Count);
    }
}
