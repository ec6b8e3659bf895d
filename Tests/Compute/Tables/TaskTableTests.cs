using InfernoOrleans.Grains.Compute;
using InfernoOrleans.Grains.Compute.Tables;
using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Tests.Nodes;
using InfernoOrleans.Tests.Storage.State;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Tests.Compute.Tables;

/// <summary>What both databases must do with tasks.</summary>
[Collection(PostgresGroup.Name)]
public sealed class TaskTableTests(SharedPostgres postgres) : TaskDatabase(postgres)
{
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
        Assert.Equal(Time.GetUtcNow().ToUnixTimeMilliseconds(), rank);
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
        var due = Time.GetUtcNow().ToUnixTimeMilliseconds() + 500;
        await Table.EndAsync(
            [new AttemptEnd { Id = new AttemptId(1, 1), State = TaskState.Delayed, IsFailure = true, FailedOn = "n1", NotBefore = due, Error = "lost" }], None);

        Assert.Empty(await Queue.ReadyDelayedAsync(due - 1, 10, None));
        Assert.Equal((ComputeTaskStatus.Pending, "lost"), (await DescribeAsync(1) is var waiting ? (waiting.Status, waiting.Error) : default));
        Assert.Equal([(string.Empty, Time.GetUtcNow().ToUnixTimeMilliseconds())], await Queue.ReadyDelayedAsync(due, 10, None));
        var ready = (await Queue.ListReadyAsync(string.Empty, long.MinValue, 0, 10, None)).Single();
        Assert.True(ready.HasFailedOn("n1"));
        Assert.False(ready.HasFailedOn("n"));
        Assert.Equal(1, (await Table.ClaimAsync([new Claim(1, 1, "n2")], "silo-a", None)).Single().Failures);
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
        Assert.Equal(Time.GetUtcNow().ToUnixTimeMilliseconds(), oldest);

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
        using var janitor = new ComputeJanitor(Store, Statements, Events, members: null!, Options.Create(options), Time, NullLogger<ComputeJanitor>.Instance);
        await InsertAsync(Simple(), Simple(), Simple(), Simple(), Simple());
        foreach (var id in new[] { 1L, 2, 3, 4 })
        {
            Time.Advance(TimeSpan.FromMinutes(1));
            await RunAsync(id, TaskState.Completed);
        }

        Assert.Equal(2, await janitor.CleanAsync(None));
        Assert.Equal([5L, 4, 3], (await Table.ListAsync(new TaskQuery(null, null, 10), None)).Select(task => task.Id.Number));
        Assert.Equal(0, await janitor.CleanAsync(None));

        Time.Advance(TimeSpan.FromMinutes(60));
        Assert.Equal(1, await janitor.CleanAsync(None));
        Time.Advance(TimeSpan.FromMinutes(10));
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
}
