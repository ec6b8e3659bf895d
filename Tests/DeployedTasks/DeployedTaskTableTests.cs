using InfernoOrleans.Grains.DeployedTasks;
using InfernoOrleans.Grains.Deployments;
using InfernoOrleans.Grains.Idempotency;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.DeployedTasks;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Services;
using InfernoOrleans.Grains.Services;
using InfernoOrleans.Grains.Storage;
using InfernoOrleans.Tests.Compute.Tables;
using InfernoOrleans.Tests.Nodes;
using InfernoOrleans.Tests.Storage.State;
using Microsoft.Extensions.Options;

namespace InfernoOrleans.Tests.DeployedTasks;

/// <summary>What both databases must do with deployed tasks and services. Each test has a database of its own.</summary>
[Collection(PostgresGroup.Name)]
public sealed class DeployedTaskTableTests(SharedPostgres postgres) : TaskDatabase(postgres)
{
    private static readonly TaskSpec Doubling = new(
        new TaskWork("data", new byte[] { 0, 0, 128, 63 }, Operations: [new DataStep("scale", Factor: 2)]), "doubling", 3, new TaskRequirements(CpuCores: 0.5), 1_000, 2);

    private DeployedTaskTable Tasks => new(Store);

    private DateTimeOffset Now => Time.GetUtcNow();

    [Theory, OnSqlite, OnPostgres]
    public async Task Run_FromItsPlanToItsEnd_IsOneRunWhoeverElseTries(string database)
    {
        await OpenAsync(database);
        var id = await DeployAsync(new TaskSchedule(EveryMs: 60_000));
        var planned = await FindAsync(id);
        Assert.Equal((0L, null, Now.ToUnixTimeMilliseconds(), false), (planned.Runs, planned.Task, planned.NextRun, planned.IsSubmitting));
        Assert.Equal([id], await Tasks.FindDueAsync(Now, 0, 10, None));

        Assert.True(await Tasks.BeginAsync(planned, Now, 100, None));
        Assert.False(await Tasks.BeginAsync(planned, Now, 100, None));
        var begun = await FindAsync(id);
        Assert.Equal((1L, true), (begun.Runs, begun.IsSubmitting));
        Assert.Equal([id], await Tasks.FindDueAsync(Now, 0, 10, None));

        Assert.True(await Tasks.SetTaskAsync(begun, new TaskId(7), None));
        Assert.False(await Tasks.SetTaskAsync(begun, new TaskId(8), None));
        var goingOn = await FindAsync(id);
        Assert.Equal((7L, 7L, null, false), (goingOn.Task, goingOn.LastTask, goingOn.NextRun, goingOn.IsSubmitting));
        Assert.Empty(await Tasks.FindDueAsync(Now, 0, 10, None));
        Assert.Equal([(id.Number, 7L, "Running")], await Tasks.FindGoingOnAsync(0, 10, None));

        var next = Now.AddMinutes(1);
        Assert.True(await Tasks.EndAsync(goingOn, ComputeTaskStatus.Completed, null, new RunEnd(next, DeploymentStatus.Running, 0), Now, None));
        Assert.False(await Tasks.EndAsync(goingOn, ComputeTaskStatus.Failed, "late", new RunEnd(null, DeploymentStatus.Failed, 1), Now, None));
        var ended = await FindAsync(id);
        Assert.Equal((1L, null, 7L, next.ToUnixTimeMilliseconds(), true), (ended.Runs, ended.Task, ended.LastTask, ended.NextRun, ended.IsRunning));
        var run = Assert.Single(await Tasks.ListRunsAsync(id, 10, None)).ToRun();
        Assert.Equal(new DeployedTaskRun(1, new TaskId(7), ComputeTaskStatus.Completed, null, Now, Now), run);
        Assert.Empty(await Tasks.FindGoingOnAsync(0, 10, None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Run_ThatFails_LeavesItsReasonAtTheProcess(string database)
    {
        await OpenAsync(database);
        var id = await DeployAsync(schedule: null);
        await Tasks.BeginAsync(await FindAsync(id), Now, 100, None);
        Assert.True(await Tasks.EndAsync(await FindAsync(id), ComputeTaskStatus.Failed, "why", new RunEnd(null, DeploymentStatus.Failed, 1), Now, None));

        var process = (await new DeploymentTable(Store).FindAsync(id, None))!;
        Assert.Equal(("Failed", 1, "why", Now.ToUnixTimeMilliseconds()), (process.Status, process.Failures, process.Failure, process.FailedAt));
        Assert.Equal((ComputeTaskStatus.Failed, "why", null), Described(Assert.Single(await Tasks.ListRunsAsync(id, 10, None)).ToRun()));
        Assert.False(await Tasks.BeginAsync(await FindAsync(id), Now, 100, None));
        Assert.Empty(await Tasks.FindDueAsync(Now, 0, 10, None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Runs_MoreThanAreKept_AreTheLast(string database)
    {
        await OpenAsync(database);
        var id = await DeployAsync(new TaskSchedule(EveryMs: 60_000));
        for (var run = 0; run < 5; run++)
        {
            await Tasks.BeginAsync(await FindAsync(id), Now, kept: 3, None);
            await Tasks.EndAsync(await FindAsync(id), ComputeTaskStatus.Completed, null, new RunEnd(Now, DeploymentStatus.Running, 0), Now, None);
        }

        Assert.Equal([5L, 4, 3], (await Tasks.ListRunsAsync(id, 10, None)).Select(run => run.Run));
        Assert.Equal([5L, 4], (await Tasks.ListRunsAsync(id, 2, None)).Select(run => run.Run));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Task_ThatRunsWithoutANextRun_IsFoundAndPlanned(string database)
    {
        await OpenAsync(database);
        var id = await DeployAsync(schedule: null);
        Assert.True(await Tasks.PlanAsync(await FindAsync(id), next: null, None));
        Assert.Equal([id], await Tasks.FindStrandedAsync(10, None));
        Assert.True(await Tasks.PlanAsync(await FindAsync(id), Now.AddHours(1), None));
        Assert.Empty(await Tasks.FindStrandedAsync(10, None));

        await new ProcessTable(Store).StopAsync(id, None);
        Assert.True(await Tasks.PlanAsync(await FindAsync(id), next: null, None));
        Assert.Empty(await Tasks.FindStrandedAsync(10, None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Due_MoreThanOneQueryFinds_AreFoundByTheNext(string database)
    {
        await OpenAsync(database);
        DeploymentId[] ids = [await DeployAsync(schedule: null), await DeployAsync(schedule: null), await DeployAsync(schedule: null)];
        await Tasks.PlanAsync(await FindAsync(ids[2]), Now.AddHours(-1), None);

        Assert.Equal(ids[..2], await Tasks.FindDueAsync(Now, 0, 2, None));
        Assert.Equal(ids[2..], await Tasks.FindDueAsync(Now, ids[1].Number, 2, None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Run_ThatHasEndedWithoutATask_IsGivenNone(string database)
    {
        await OpenAsync(database);
        var id = await DeployAsync(new TaskSchedule(EveryMs: 60_000));
        await Tasks.BeginAsync(await FindAsync(id), Now, 100, None);
        var begun = await FindAsync(id);
        var next = Now.AddMinutes(1);
        Assert.True(await Tasks.EndAsync(begun, ComputeTaskStatus.Failed, "why", new RunEnd(next, DeploymentStatus.Running, 1), Now, None));

        Assert.False(await Tasks.SetTaskAsync(begun, new TaskId(7), None));
        var ended = await FindAsync(id);
        Assert.Equal((null, null, next.ToUnixTimeMilliseconds()), (ended.Task, ended.LastTask, ended.NextRun));
        Assert.True(await Tasks.BeginAsync(ended, next, 100, None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Keys_OfRuns_StayHoweverManyThereAreUntilTheRunAfterTheNext(string database)
    {
        await OpenAsync(database);
        var keys = new IdempotencyTable(Store, Options.Create(new StorageOptions { IdempotencyKeysPerPrincipal = 1 }), Time);
        var id = await DeployAsync(new TaskSchedule(EveryMs: 60_000));
        for (var other = 2; other <= 200; other++)
        {
            await RememberAsync(keys, new DeploymentId(other), run: 1, other);
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        var began = Now;
        for (var run = 1; run <= 3; run++)
        {
            Assert.True(await Tasks.BeginAsync(await FindAsync(id), Now, 100, None));
            Assert.Equal(began.ToUnixTimeMilliseconds(), (await FindAsync(id)).Started);
            await RememberAsync(keys, id, run, run);
            await Tasks.EndAsync(await FindAsync(id), ComputeTaskStatus.Completed, null, new RunEnd(Now, DeploymentStatus.Running, 0), Now, None);
        }

        Assert.Equal([null, new TaskId(2), new TaskId(3)], [await FindAsync(keys, id, 1), await FindAsync(keys, id, 2), await FindAsync(keys, id, 3)]);
        Assert.Equal(new TaskId(2), await FindAsync(keys, new DeploymentId(2), 1));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Spec_Stored_IsTheSameTask(string database)
    {
        await OpenAsync(database);
        var id = await DeployAsync(new TaskSchedule("*/5 * * * *", "Europe/Berlin"));
        var row = await FindAsync(id);
        var read = StoredTaskSpec.Read(row.Spec, await Tasks.ReadInputAsync(id, None));

        Assert.Equal(Doubling.Work.Data!.Value.ToArray(), read.Work.Data!.Value.ToArray());
        Assert.Equal(Doubling.Work.Operations!, read.Work.Operations!);
        Assert.Equal(Doubling with { Work = read.Work }, read);
        Assert.Equal(new TaskSchedule("*/5 * * * *", "Europe/Berlin"), row.ToInfo().Schedule);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Deployments_OfTasksAndServices_HaveNoReplicasAndGoWithTheirRows(string database)
    {
        await OpenAsync(database);
        var task = await DeployAsync(schedule: null);
        var plan = ServicePlan.Of([new ServiceStep(Operations: [new DataStep("abs")])], 4, _ => default, new ServiceOptions(), 8);
        var deployments = new DeploymentTable(Store);
        var service = await Store.Database.WriteAsync(
            async transaction =>
            {
                var id = await DeploymentTable.InsertAsync(transaction, _ => DeploymentRow.OfService("service", "abs", 4, 4, 0), 10);
                await ServiceTable.InsertAsync(transaction, id, plan);
                return id;
            },
            None);

        Assert.Empty(await new ReplicaTable(Store).FindUnsettledAsync(["silo"], Now.ToUnixTimeMilliseconds(), 10, None));
        Assert.Equal(new DeploymentStatistics(2, 0, 0, 1, 1), await deployments.CountAsync(None));
        var found = (await new ServiceTable(Store).FindAsync(service, None))!;
        Assert.Equal(("service", true, 4, 1), (found.Name, found.IsRunning, found.InputSize, found.ComputeWeight));
        Assert.Equal("abs", Assert.Single((await new ServiceTable(Store).ListStepsAsync(service, None))!).Operations![0].Op);

        await deployments.DeleteAsync(task, None);
        await deployments.DeleteAsync(service, None);
        Assert.Null(await Tasks.FindAsync(task, None));
        Assert.Null(await new ServiceTable(Store).FindAsync(service, None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Tasks_ThatHaveEnded_AreFoundAmongAll(string database)
    {
        await OpenAsync(database);
        var rows = await InsertAsync(Simple(), Simple(), Simple());
        await RunAsync(rows[1].Id, "Completed");
        await Table.CancelAsync(new TaskId(rows[2].Id), None);

        TaskId[] asked = [.. rows.Select(row => new TaskId(row.Id)), new TaskId(999)];
        Assert.Equal([asked[1], asked[2], asked[3]], await Table.FindEndedAsync(asked, None));
        Assert.Empty(await Table.FindEndedAsync([], None));
    }

    private static (ComputeTaskStatus Status, string? Error, TaskId? Task) Described(DeployedTaskRun run) => (run.Status, run.Error, run.Task);

    private async Task<DeployedTaskRow> FindAsync(DeploymentId id) => (await Tasks.FindAsync(id, None))!;

    private Task<int> RememberAsync(IdempotencyTable keys, DeploymentId id, long run, long task) => Store.Database.WriteAsync(
        async transaction =>
        {
            await keys.RememberAsync(transaction, RunSubmission.TokenOf(id, run), new SubmitAnswer([new TaskId(task)]));
            return 0;
        },
        None);

    private static async Task<TaskId?> FindAsync(IdempotencyTable keys, DeploymentId id, long run) =>
        (await keys.FindAsync<SubmitAnswer>(RunSubmission.TokenOf(id, run), None))?.Ids[0];

    private Task<DeploymentId> DeployAsync(TaskSchedule? schedule) => Store.Database.WriteAsync(
        async transaction =>
        {
            var id = await DeploymentTable.InsertAsync(transaction, _ => DeploymentRow.OfTask("task", "data", "text", Now.ToUnixTimeMilliseconds()), 10);
            await DeployedTaskTable.InsertAsync(transaction, id, Doubling, schedule, RunSchedule.Of(schedule).First(Now));
            return id;
        },
        None);
}
