using InfernoOrleans.Grains.Compute;
using InfernoOrleans.Grains.Compute.Events;
using InfernoOrleans.Grains.Compute.Scheduling;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Events;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Refusals;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Grains.Storage.Postgres;
using InfernoOrleans.Grains.Storage.Sqlite;
using InfernoOrleans.Tests.Nodes;
using InfernoOrleans.Tests.Storage.State;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Compute.Tables;

/// <summary>What both databases must do with tasks. Each test has a database of its own.</summary>
[Collection(PostgresGroup.Name)]
public sealed class TaskTableTests(SharedPostgres postgres) : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TemporaryDirectory data = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    private Store store = null!;
    private TaskStatements statements = null!;
    private EventOrder order = null!;

    private TaskTable Table => new(store, statements, time);

    private TaskQueueTable Queue => new(store, statements);

    private ComputeEventTable Events => new(store, order);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        data.Dispose();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task ListReady_OfTasksOfUnlikePriority_FollowsRank(string database)
    {
        await OpenAsync(database);
        var first = await InsertAsync(Simple(), Simple() with { Priority = 2 }, Simple() with { Priority = -1 });
        time.Advance(TimeSpan.FromSeconds(90));
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

    [Theory, OnSqlite, OnPostgres]
    public async Task Claim_OfReadyTasks_GivesEachOnceWithAllThatItTakesToRunIt(string database)
    {
        await OpenAsync(database);
        var input = new byte[10_000];
        new Random(1).NextBytes(input);
        await InsertAsync(Simple() with { Input = input }, Simple() with { Input = [1, 2, 3, 4] }, Simple() with { Input = null });
        var claimed = await Table.ClaimAsync([new Claim(1, 0, "n1"), new Claim(2, 0, "n2"), new Claim(3, 1, "n1"), new Claim(99, 0, "n1")], "silo-a", None);

        Assert.Equal([(1L, 1, "n1"), (2L, 1, "n2")], claimed.OrderBy(task => task.Id).Select(task => (task.Id, task.Attempt, task.Node)));
        var first = claimed.Single(task => task.Id == 1);
        Assert.Equal(input, first.Input);
        Assert.Equal(("data", "{}", 60_000L, 3, 0), (first.Type, first.Work, first.TimeoutMs, first.MaxAttempts, first.Failures));
        Assert.Equal([1, 2, 3, 4], claimed.Single(task => task.Id == 2).Input!);
        Assert.Null((await Table.ClaimAsync([new Claim(3, 0, "n1")], "silo-a", None)).Single().Input);

        Assert.Empty(await Table.ClaimAsync([new Claim(1, 0, "n1"), new Claim(1, 1, "n1")], "silo-b", None));
        Assert.Equal([("silo-a", 1L), ("silo-a", 2), ("silo-a", 3)], (await Queue.ListHeldAsync(None)).Select(task => (task.Executor, task.Id)));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task End_OfAnotherThanThePresentAttempt_ChangesNothing(string database)
    {
        await OpenAsync(database);
        await InsertAsync(Simple());
        await Table.ClaimAsync([new Claim(1, 0, "n1")], "silo-a", None);
        var rank = (await Table.EndAsync([AttemptEnd.Released(new AttemptId(1, 1))], None)).Ready.Single().Rank;
        Assert.Equal(time.GetUtcNow().ToUnixTimeMilliseconds(), rank);
        await Table.ClaimAsync([new Claim(1, 1, "n2")], "silo-b", None);

        Assert.Empty((await Table.EndAsync([Completed(1, attempt: 1, result: 1)], None)).Ended);
        Assert.Empty((await Table.EndAsync([Completed(1, attempt: 3, result: 3)], None)).Ended);
        Assert.Equal([(1L, TaskState.Completed)], (await Table.EndAsync([Completed(1, attempt: 2, result: 2)], None)).Ended.Select(task => (task.Id, task.State)));
        Assert.Empty((await Table.EndAsync([Completed(1, attempt: 2, result: 4)], None)).Ended);

        var task = await Table.DescribeAsync(new TaskId(1), None);
        Assert.Equal((ComputeTaskStatus.Completed, 2, "n2"), (task.Status, task.Attempts, task.Node));
        Assert.Equal([2], task.Result!.Value.ToArray());
        Assert.Equal([1L], task.ResultShape!);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task End_OfAnAgentTask_KeepsItsOutputOutOfLists(string database)
    {
        await OpenAsync(database);
        await InsertAsync(Simple() with { Type = "agent" }, Simple());
        await Table.ClaimAsync([new Claim(1, 0, "n1"), new Claim(2, 0, "n1")], "silo-a", None);
        var output = new TaskActivation(new ActivationInput("größe"), new ActivationAnswer([], LifecyclePhase.Singing));
        await Table.EndAsync([Completed(1, attempt: 1, result: 0) with { Output = StoredActivation.Write(output) }, Completed(2, attempt: 1, result: 2)], None);

        var task = await Table.DescribeAsync(new TaskId(1), None);
        Assert.Equal((output.Input, LifecyclePhase.Singing), (task.Output!.Input, task.Output.Answer.Phase));
        Assert.Null((await Table.DescribeAsync(new TaskId(2), None)).Output);
        Assert.All(await Table.ListAsync(new TaskQuery(null, null, 10), None), listed => Assert.Null(listed.Output));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task ClaimAndEnd_BySeveralAtOnce_SucceedsForOne(string database)
    {
        await OpenAsync(database);
        await InsertAsync([.. Enumerable.Range(0, 100).Select(_ => Simple())]);
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(silo => Table.ClaimAsync(
            [.. Enumerable.Range(1, 100).Select(id => new Claim(id, 0, "n"))], $"silo-{silo}", None)));
        Assert.Equal(100, claims.Sum(claimed => claimed.Count));
        Assert.Equal(100, claims.SelectMany(claimed => claimed).DistinctBy(task => task.Id).Count());

        var ends = await Task.WhenAll(Enumerable.Range(0, 8).Select(silo => Table.EndAsync(
            [.. Enumerable.Range(1, 100).Select(id => Completed(id, attempt: 1, result: (byte)silo))], None)));
        Assert.Equal(100, ends.Sum(ended => ended.Ended.Count));
        Assert.Equal(100, (await Table.CountAsync(None)).Counts[TaskState.Completed]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task End_WithARetry_WaitsForItsTimeAndRemembersWhereItFailed(string database)
    {
        await OpenAsync(database);
        await InsertAsync(Simple());
        await Table.ClaimAsync([new Claim(1, 0, "n1")], "silo-a", None);
        var due = time.GetUtcNow().ToUnixTimeMilliseconds() + 500;
        await Table.EndAsync(
            [new AttemptEnd { Id = new AttemptId(1, 1), State = TaskState.Delayed, IsFailure = true, FailedOn = "n1", NotBefore = due, Error = "lost" }], None);

        Assert.Empty(await Queue.ReadyDelayedAsync(due - 1, 10, None));
        Assert.Equal((ComputeTaskStatus.Pending, "lost"), (await DescribeAsync(1) is var waiting ? (waiting.Status, waiting.Error) : default));
        Assert.Equal([(string.Empty, time.GetUtcNow().ToUnixTimeMilliseconds())], await Queue.ReadyDelayedAsync(due, 10, None));
        var ready = (await Queue.ListReadyAsync(string.Empty, long.MinValue, 0, 10, None)).Single();
        Assert.True(ready.HasFailedOn("n1"));
        Assert.False(ready.HasFailedOn("n"));
        Assert.Equal(1, (await Table.ClaimAsync([new Claim(1, 1, "n2")], "silo-a", None)).Single().Failures);
    }

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

    [Theory, OnSqlite, OnPostgres]
    public async Task Cancel_OfARunningTask_IsFinal(string database)
    {
        await OpenAsync(database);
        await InsertAsync(Simple(), Simple());
        await Table.ClaimAsync([new Claim(1, 0, "n1")], "silo-a", None);
        await Table.MarkRunningAsync([(new AttemptId(1, 1), 5)], None);
        var row = (await Table.CancelAsync(new TaskId(1), None))!;
        Assert.Equal(("silo-a", 1L), (row.Executor, row.Attempt));
        Assert.Null(await Table.CancelAsync(new TaskId(1), None));
        Assert.Empty((await Table.EndAsync([Completed(1, attempt: 1, result: 1)], None)).Ended);
        Assert.Equal(ComputeTaskStatus.Cancelled, (await DescribeAsync(1)).Status);

        await Table.CancelAsync(new TaskId(2), None);
        Assert.Empty(await ReadyAsync());
        Assert.Null(await Table.CancelAsync(new TaskId(3), None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task CountsAndEvents_AfterEveryChange_TellOfIt(string database)
    {
        await OpenAsync(database);
        await InsertAsync(Simple(), Simple());
        await Table.ClaimAsync([new Claim(1, 0, "n1"), new Claim(2, 0, "n1")], "silo-a", None);
        await Table.MarkRunningAsync([(new AttemptId(2, 1), 5)], None);
        await Table.EndAsync([Completed(1, attempt: 1, result: 1)], None);
        await Table.EndAsync([AttemptEnd.Released(new AttemptId(2, 1))], None);

        var (counts, oldest) = await Table.CountAsync(None);
        Assert.Equal((1L, 1L, 0L, 0L), (counts[TaskState.Pending], counts[TaskState.Completed], counts[TaskState.Assigned], counts[TaskState.Running]));
        Assert.Equal(time.GetUtcNow().ToUnixTimeMilliseconds(), oldest);

        var events = await Events.ListAsync(default, 100, None);
        Assert.Equal(
            [(1, "Pending", 0), (2, "Pending", 0), (1, "Assigned", 1), (2, "Assigned", 1), (2, "Running", 1), (1, "Completed", 1), (2, "Pending", 1)],
            events.Select(row => (row.Task!.Value, row.Status, row.Attempt)));
        Assert.Equal(events[^1].Position, await Events.LastAsync(None));
        Assert.Equal(events.Skip(3).Select(row => row.Position), (await Events.ListAsync(events[2].Position, 100, None)).Select(row => row.Position));
        Assert.False(await Events.IsTruncatedAfterAsync(events[2].Position, None));
        Assert.True(await Events.IsTruncatedAfterAsync(events[2].Position with { Seq = 1_000 }, None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Clean_OfTasksThatAreTooManyOrTooOld_KeepsTheNewestAndAllCounts(string database)
    {
        await OpenAsync(database);
        var options = new TaskOptions { MaxEnded = 2, Retention = TimeSpan.FromHours(1) };
        using var janitor = new ComputeJanitor(store, statements, Events, members: null!, Options.Create(options), time, NullLogger<ComputeJanitor>.Instance);
        await InsertAsync(Simple(), Simple(), Simple(), Simple(), Simple());
        foreach (var id in new[] { 1L, 2, 3, 4 })
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await RunAsync(id, TaskState.Completed);
        }

        Assert.Equal(2, await janitor.CleanAsync(None));
        Assert.Equal([5L, 4, 3], (await Table.ListAsync(new TaskQuery(null, null, 10), None)).Select(task => task.Id.Number));
        Assert.Equal(0, await janitor.CleanAsync(None));

        time.Advance(TimeSpan.FromMinutes(60));
        Assert.Equal(1, await janitor.CleanAsync(None));
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1, await janitor.CleanAsync(None));
        Assert.Equal([5L], (await Table.ListAsync(new TaskQuery(null, null, 10), None)).Select(task => task.Id.Number));
        var (counts, _) = await Table.CountAsync(None);
        Assert.Equal((4L, 1L, 5L), (counts[TaskState.Completed], counts[TaskState.Pending], counts.Values.Sum()));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task List_ByState_IsNewestFirst(string database)
    {
        await OpenAsync(database);
        await InsertAsync(Simple() with { Name = "a" }, Simple(), Simple() with { DependsOnNew = [0] });
        await RunAsync(2, TaskState.Completed);
        Assert.Equal([3L, 2, 1], (await Table.ListAsync(new TaskQuery(null, null, 10), None)).Select(task => task.Id.Number));
        Assert.Equal([3L, 1], (await Table.ListAsync(new TaskQuery(ComputeTaskStatus.Pending, null, 10), None)).Select(task => task.Id.Number));
        Assert.Equal([1L], (await Table.ListAsync(new TaskQuery(ComputeTaskStatus.Pending, new TaskId(3), 1), None)).Select(task => task.Id.Number));
    }

    private async Task OpenAsync(string database)
    {
        var options = new StorageOptions { DataDirectory = data.Path };
        if (database == OnSqliteAttribute.Name)
        {
            statements = new SqliteTaskStatements();
            order = EventOrder.OfOneWriter;
            store = LocalStore.Open(options, TimeProvider.System, NullLoggerFactory.Instance);
            return;
        }

        var connectionString = PostgresConnection.Complete(await postgres.Server.CreateDatabaseAsync(), "test");
        statements = new PostgresTaskStatements();
        order = EventOrder.OfTransactions;
        store = ClusterStore.Open(connectionString, options, TimeProvider.System, NullLoggerFactory.Instance);
    }

    private static NewTask Simple() => new(null, "data", "{}", [0, 0, 0, 0], 0, string.Empty, 60_000, 3, [], []);

    private Task<IReadOnlyList<InsertedTask>> InsertAsync(params NewTask[] tasks) => store.Database.WriteAsync(
        transaction => Table.InsertAsync(transaction, tasks, (task, dependency) => $"task {task} dependency {dependency}"), None);

    private static AttemptEnd Completed(long id, int attempt, byte result, long finished = 7) =>
        new() { Id = new AttemptId(id, attempt), State = TaskState.Completed, Finished = finished, ExecutionMs = 1.5, ResultShape = "1", Result = [result] };

    private async Task<IReadOnlyList<ReadyHint>> RunAsync(long id, string end)
    {
        await Table.ClaimAsync([new Claim(id, 0, "n")], "silo-a", None);
        return (await Table.EndAsync([Completed(id, attempt: 1, result: 1, time.GetUtcNow().ToUnixTimeMilliseconds()) with { State = end }], None)).Ready;
    }

    private async Task<IReadOnlyList<long>> ReadyAsync() =>
        [.. (await Queue.ListReadyAsync(string.Empty, long.MinValue, 0, 1_000, None)).Select(task => task.Id)];

    private Task<TaskInfo> DescribeAsync(long id) => Table.DescribeAsync(new TaskId(id), None);
}
